/** Functions that are called later: by promises, timers and the event loop; and events, by their names. */
import { arg, callBack, literal } from './model.ts';
import type { Model } from './model.ts';

/** A promise is taken for what it promises: `then` hands that on. */
const then: Model = (scene, call) => {
  const result = callBack(scene, call, arg(call, 0), { args: [call.receiver], via: 'later' });
  scene.flow.edge(result, call.result);
  scene.flow.edge(callBack(scene, call, arg(call, 1), { via: 'later' }), call.result);
};
const handle: Model = (scene, call) => {
  scene.flow.edge(callBack(scene, call, arg(call, 0), { via: 'later' }), call.result);
  scene.flow.edge(call.receiver, call.result);
};
const timer: Model = (scene, call) => {
  callBack(scene, call, arg(call, 0), { args: call.args.slice(2), via: 'later' });
};
const tick: Model = (scene, call) => {
  callBack(scene, call, arg(call, 0), { args: call.args.slice(1), via: 'later' });
};
const executor: Model = (scene, call) => {
  callBack(scene, call, arg(call, 0));
};
const replace: Model = (scene, call) => {
  callBack(scene, call, arg(call, 1));
};

const listen: Model = (scene, call) => {
  const event = scene.event(literal(call, 0));
  scene.flow.edge(arg(call, 1), event);
  scene.flow.edge(call.receiver, call.result);
};
const emit: Model = (scene, call) => {
  const event = scene.event(literal(call, 0));
  callBack(scene, call, event, { args: call.args.slice(1), receiver: call.receiver });
};

export const LATER: Readonly<Record<string, Model>> = {
  then,
  catch: handle,
  finally: handle,
  nextTick: tick,
  replace,
  replaceAll: replace,
  on: listen,
  once: listen,
  addListener: listen,
  prependListener: listen,
  prependOnceListener: listen,
  addEventListener: listen,
  emit,
};
export const GLOBALS: Readonly<Record<string, Model>> = {
  'globalThis.setTimeout': timer,
  'globalThis.setInterval': timer,
  'globalThis.setImmediate': tick,
  'globalThis.queueMicrotask': tick,
  'globalThis.Promise': executor,
};
