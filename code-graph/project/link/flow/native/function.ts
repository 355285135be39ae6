/** `call`, `apply`, `bind` and `Reflect.apply`: the receiver is what is called. */
import { CALL_FLAG, SPREAD_AT } from '../../../facts/flow/flow-fact.ts';
import { arg } from './model.ts';
import type { Model, Scene, Written } from './model.ts';

interface Applied {
  readonly callee: number;
  readonly receiver: number;
  readonly args: readonly number[];
  readonly flags?: number;
}

function apply(scene: Scene, { index, site, result }: Written, applied: Applied): void {
  const { callee, receiver, args, flags = 0 } = applied;
  if (callee < 0) return;
  scene.call({ site, callee, receiver, args, result, flags, via: 'call', origin: index });
}

/** The flags of a call where the first argument is none: what stands first in what is spread there is nothing that is told. */
function withoutFirst(flags: number): number {
  if ((flags & CALL_FLAG.spread) === 0) return 0;
  return CALL_FLAG.spread | (Math.max(0, (flags >> SPREAD_AT) - 1) << SPREAD_AT);
}

const called: Model = (scene, call) =>
  apply(scene, call, {
    callee: call.receiver,
    receiver: arg(call, 0),
    args: call.args.slice(1),
    flags: withoutFirst(call.flags),
  });
const applied: Model = (scene, call) =>
  apply(scene, call, {
    callee: call.receiver,
    receiver: arg(call, 0),
    args: [arg(call, 1)],
    flags: CALL_FLAG.spread,
  });
/** What is bound is the function itself, called with these values at some time: no call by itself. */
const bound: Model = (scene, { index, site, receiver, args, result }) => {
  if (receiver < 0) return;
  scene.flow.edge(receiver, result);
  scene.call({
    site,
    callee: receiver,
    receiver: Math.max(-1, args[0] ?? -1),
    args: args.slice(1),
    result: -1,
    flags: 0,
    via: 'bound',
    origin: index,
  });
};
const reflected: Model = (scene, call) =>
  apply(scene, call, {
    callee: arg(call, 0),
    receiver: arg(call, 1),
    args: [arg(call, 2)],
    flags: CALL_FLAG.spread,
  });
const constructed: Model = (scene, call) =>
  apply(scene, call, {
    callee: arg(call, 0),
    receiver: -1,
    args: [arg(call, 1)],
    flags: CALL_FLAG.spread | CALL_FLAG.new,
  });

export const FUNCTIONS: Readonly<Record<string, Model>> = {
  call: called,
  apply: applied,
  bind: bound,
};
export const REFLECTED: Readonly<Record<string, Model>> = {
  'Reflect.apply': reflected,
  'Reflect.construct': constructed,
};
