/** Objects that get the properties of others: mixins, prototypes, property definitions. */
import { OBJECT_KIND } from '../../../facts/flow/flow-fact.ts';
import { HEARD } from '../heap.ts';
import { SPECIAL, elementAt } from '../space.ts';
import { arrayOf } from './collection.ts';
import { arg, literal } from './model.ts';
import type { Model } from './model.ts';

/** Everything that can be read of `from` can be read of `to`. */
const mix: Model = (scene, call) => {
  const to = arg(call, 0);
  for (let at = 1; at < call.args.length; at += 1)
    scene.flow.listen(to, HEARD.mix, arg(call, at), 0);
  scene.flow.edge(to, call.result);
  for (let at = 1; at < call.args.length; at += 1) scene.flow.edge(arg(call, at), call.result);
};
/** Of `{}` something is made that has the properties of the argument. */
const create: Model = (scene, call) => {
  if (call.result < 0) return;
  const token = scene.token(OBJECT_KIND.object);
  scene.flow.edge(arg(call, 0), scene.heap.own(token, SPECIAL.proto));
  scene.flow.add(call.result, token);
};
/** `util.inherits(A, B)`: what A makes inherits from what B makes. */
const inherits: Model = (scene, call) => {
  const from = scene.vertex();
  const to = scene.vertex();
  scene.flow.listen(arg(call, 0), HEARD.prototypeOf, to, 0);
  scene.flow.listen(arg(call, 1), HEARD.prototypeOf, from, 0);
  scene.flow.listen(to, HEARD.mix, from, 0);
};
const same: Model = (scene, call) => scene.flow.edge(arg(call, 0), call.result);
const values: Model = (scene, call) => arrayOf(scene, call, scene.heap.elements(arg(call, 0)));
const entries: Model = (scene, call) => {
  const pair = scene.token(OBJECT_KIND.array);
  const elements = scene.heap.elements(arg(call, 0));
  scene.flow.edge(elements, scene.heap.own(pair, elementAt(1)));
  const pairs = scene.vertex();
  scene.flow.add(pairs, pair);
  arrayOf(scene, call, pairs);
};
const fromEntries: Model = (scene, call) => {
  if (call.result < 0) return;
  const token = scene.token(OBJECT_KIND.object);
  const value = scene.heap.element(scene.heap.elements(arg(call, 0)), 1);
  scene.flow.edge(value, scene.heap.own(token, SPECIAL.dynamic));
  scene.flow.add(call.result, token);
};
const define: Model = (scene, call) => {
  const object = arg(call, 0);
  const name = literal(call, 1);
  const part = (special: number): number => {
    const vertex = scene.vertex();
    scene.flow.listen(arg(call, 2), HEARD.load, vertex, special);
    return vertex;
  };
  scene.flow.listen(object, HEARD.store, name === -1 ? SPECIAL.dynamic : name, part(SPECIAL.value));
  if (name === -1) {
    scene.flow.listen(part(SPECIAL.get), HEARD.accessorNamed, object, 0);
    return;
  }
  scene.accessor(name);
  scene.flow.listen(object, HEARD.store, scene.heap.getter(name), part(SPECIAL.get));
  scene.flow.listen(object, HEARD.store, scene.heap.setter(name), part(SPECIAL.set));
  scene.flow.edge(object, call.result);
};
const defineGetter: Model = (scene, call) => {
  const name = literal(call, 0);
  if (name === -1) return;
  scene.accessor(name);
  scene.flow.listen(call.receiver, HEARD.store, scene.heap.getter(name), arg(call, 1));
};

/** By the name of the global object and the method. */
export const OBJECTS: Readonly<Record<string, Model>> = {
  'Object.assign': mix,
  'Object.setPrototypeOf': mix,
  'Reflect.setPrototypeOf': mix,
  'Object.create': create,
  'Object.freeze': same,
  'Object.seal': same,
  'Object.preventExtensions': same,
  'Object.getPrototypeOf': same,
  'Object.fromEntries': fromEntries,
  'Object.values': values,
  'Object.entries': entries,
  'Object.defineProperty': define,
  'Reflect.defineProperty': define,
  'Promise.all': same,
  'Promise.race': same,
  'Promise.resolve': same,
};
/** Of packages that every second project uses, and of compilers. */
export const MIXERS: Readonly<Record<string, Model>> = {
  mixin: mix,
  merge: mix,
  extend: mix,
  assign: mix,
  defaults: mix,
  setPrototypeOf: mix,
  __exportStar: (scene, call) =>
    mix(scene, { ...call, args: [call.args[1] ?? -1, call.args[0] ?? -1] }),
  inherits,
  __defineGetter__: defineGetter,
};
