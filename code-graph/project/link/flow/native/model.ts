/** What a built-in does with functions, as flows between the vertices of a call of it. One model for each name, receivers unknown. */
import type { Propagation } from '../engine/propagation.ts';
import type { Heap } from '../heap.ts';
import type { Call, Via } from '../invoke.ts';

/** The call that was written; vertices and names are those of the project. */
export interface Written {
  readonly index: number;
  readonly site: number;
  readonly receiver: number;
  readonly callee: number;
  readonly result: number;
  /** -1: nothing that matters; below: `-2 - name` of a literal string. */
  readonly args: readonly number[];
  readonly flags: number;
}

export interface Scene {
  readonly flow: Propagation;
  readonly heap: Heap;
  /** A vertex of this call; the same when the model is run once more. */
  vertex(): number;
  /** A token for what the built-in makes; likewise. */
  token(kind: number): number;
  /** A call that the built-in makes; likewise. */
  call(call: Call): void;
  /** What listens for events of that name; -1 for those of unknown name. */
  event(name: number): number;
  /** Says that functions are read as properties of that name. */
  accessor(name: number): void;
}

export type Model = (scene: Scene, call: Written) => void;

/** @returns the vertex of an argument; -1 where it is none */
export function arg(call: Written, index: number): number {
  return Math.max(-1, call.args[index] ?? -1);
}

/** @returns the name of an argument that is a literal string, else -1 */
export function literal(call: Written, index: number): number {
  const value = call.args[index] ?? -1;
  return value <= -2 ? -2 - value : -1;
}

/** The built-in calls `callee` with these arguments. @returns the vertex of the result */
export function callBack(
  scene: Scene,
  call: Written,
  callee: number,
  parts: { readonly args?: readonly number[]; readonly receiver?: number; readonly via?: Via } = {},
): number {
  if (callee < 0) return -1;
  const result = scene.vertex();
  scene.call({
    site: call.site,
    callee,
    receiver: parts.receiver ?? -1,
    args: parts.args ?? [],
    result,
    flags: 0,
    via: parts.via ?? 'builtin',
    origin: call.index,
  });
  return result;
}
