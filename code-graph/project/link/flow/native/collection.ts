/** Arrays, maps and sets: callbacks get elements, what is put in comes out. */
import { OBJECT_KIND } from '../../../facts/flow/flow-fact.ts';
import { HEARD } from '../heap.ts';
import { SPECIAL, elementAt } from '../space.ts';
import { arg, callBack } from './model.ts';
import type { Model, Scene, Written } from './model.ts';

/** A new array whose elements are what the vertex holds. */
export function arrayOf(scene: Scene, call: Written, elements: number): void {
  if (call.result < 0 || elements < 0) return;
  const token = scene.token(OBJECT_KIND.array);
  scene.flow.edge(elements, scene.heap.own(token, SPECIAL.dynamic));
  scene.flow.add(call.result, token);
}

/** The result is the array, or one with elements of it, whose places are others. */
const moved: Model = (scene, call) => {
  scene.flow.listen(call.receiver, HEARD.shuffle, 0, 0);
  scene.flow.edge(call.receiver, call.result);
};
const visit: Model = (scene, call) => {
  const element = scene.heap.elements(call.receiver);
  callBack(scene, call, arg(call, 0), {
    args: [element, -1, call.receiver],
    receiver: arg(call, 1),
  });
};
const map: Model = (scene, call) => {
  const element = scene.heap.elements(call.receiver);
  const mapped = callBack(scene, call, arg(call, 0), { args: [element, -1, call.receiver] });
  arrayOf(scene, call, mapped);
};
const filter: Model = (scene, call) => {
  visit(scene, call);
  moved(scene, call);
};
const find: Model = (scene, call) => {
  const element = scene.heap.elements(call.receiver);
  callBack(scene, call, arg(call, 0), { args: [element] });
  scene.flow.edge(element, call.result);
};
const reduce: Model = (scene, call) => {
  const element = scene.heap.elements(call.receiver);
  const sum = scene.vertex();
  scene.flow.edge(arg(call, 1), sum);
  scene.flow.edge(element, sum);
  scene.flow.edge(callBack(scene, call, arg(call, 0), { args: [sum, element] }), sum);
  scene.flow.edge(sum, call.result);
};
const sort: Model = (scene, call) => {
  const element = scene.heap.elements(call.receiver);
  callBack(scene, call, arg(call, 0), { args: [element, element] });
  moved(scene, call);
};
const from: Model = (scene, call) => {
  const element = scene.heap.elements(arg(call, 0));
  const mapped = callBack(scene, call, arg(call, 1), { args: [element] });
  arrayOf(scene, call, mapped >= 0 ? mapped : element);
};
/** Every argument becomes an element. */
const put: Model = (scene, call) => {
  for (let at = 0; at < call.args.length; at += 1)
    scene.flow.listen(call.receiver, HEARD.store, SPECIAL.dynamic, arg(call, at));
  scene.flow.edge(call.receiver, call.result);
};
const set: Model = (scene, call) => {
  scene.flow.listen(call.receiver, HEARD.store, SPECIAL.mapKeys, arg(call, 0));
  scene.flow.listen(call.receiver, HEARD.store, SPECIAL.dynamic, arg(call, 1));
  scene.flow.edge(call.receiver, call.result);
};
const first: Model = (scene, call) => {
  put(scene, call);
  scene.flow.listen(call.receiver, HEARD.shuffle, 0, 0);
};
const take: Model = (scene, call) => {
  scene.flow.listen(call.receiver, HEARD.load, call.result, SPECIAL.dynamic);
};
const keys: Model = (scene, call) => {
  if (call.receiver < 0) return;
  const key = scene.vertex();
  scene.flow.listen(call.receiver, HEARD.load, key, SPECIAL.mapKeys);
  arrayOf(scene, call, key);
};
/** `{ value }` */
const next: Model = (scene, call) => {
  if (call.receiver < 0 || call.result < 0) return;
  const token = scene.token(OBJECT_KIND.object);
  scene.flow.edge(scene.heap.elements(call.receiver), scene.heap.own(token, SPECIAL.value));
  scene.flow.add(call.result, token);
};
const removed: Model = (scene, call) => {
  take(scene, call);
  scene.flow.listen(call.receiver, HEARD.shuffle, 0, 0);
};
const part: Model = (scene, call) => {
  if (call.args.length === 0) same(scene, call);
  else moved(scene, call);
};
const same: Model = (scene, call) => {
  scene.flow.edge(call.receiver, call.result);
};
const concat: Model = (scene, call) => {
  scene.flow.edge(call.receiver, call.result);
  for (let at = 0; at < call.args.length; at += 1) {
    scene.flow.listen(arg(call, at), HEARD.shuffle, 0, 0);
    scene.flow.edge(arg(call, at), call.result);
  }
};

/** `new Map(pairs)`: its elements are its values, and pairs as well. */
const makeMap: Model = (scene, call) => {
  if (call.result < 0) return;
  const { flow, heap } = scene;
  const [map, pair] = [scene.token(OBJECT_KIND.array), scene.token(OBJECT_KIND.array)];
  const [keys, values] = [heap.own(map, SPECIAL.mapKeys), heap.own(map, SPECIAL.dynamic)];
  const given = heap.elements(arg(call, 0));
  flow.edge(heap.element(given, 0), keys);
  flow.edge(heap.element(given, 1), values);
  flow.edge(keys, heap.own(pair, elementAt(0)));
  flow.edge(values, heap.own(pair, elementAt(1)));
  flow.add(heap.own(map, SPECIAL.any), pair);
  flow.add(call.result, map);
};
/** `new Set(values)`, `new Array(n)`: elements, however they are kept. */
const make: Model = (scene, call) => {
  if (call.result < 0) return;
  scene.flow.add(call.result, scene.token(OBJECT_KIND.array));
  scene.flow.edge(arg(call, 0), call.result);
};

export const MADE: Readonly<Record<string, Model>> = {
  'globalThis.Map': makeMap,
  'globalThis.Set': make,
  'globalThis.WeakMap': makeMap,
  'globalThis.WeakSet': make,
  'globalThis.Array': make,
};
export const COLLECTIONS: Readonly<Record<string, Model>> = {
  forEach: visit,
  some: visit,
  every: visit,
  map,
  flatMap: map,
  filter,
  find,
  findLast: find,
  findIndex: visit,
  findLastIndex: visit,
  reduce,
  reduceRight: reduce,
  sort,
  toSorted: sort,
  from,
  push: put,
  unshift: first,
  add: put,
  set,
  get: take,
  pop: take,
  shift: removed,
  at: take,
  slice: part,
  splice: moved,
  reverse: moved,
  flat: moved,
  values: same,
  entries: same,
  keys,
  next,
  concat,
};
