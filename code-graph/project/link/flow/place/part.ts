/**
 * Parts of a file that make something (calls, and reads that may be calls), by numbers: what a part of the file as it was
 * made, the same part of the file as it is now is to find. Calls are the same where all that they name goes by the same numbers.
 */
import { CALL_ROW, FLOW_ROW, OP } from '../../../facts/flow/flow-fact.ts';
import { increasing } from './align.ts';
import type { FilePlace } from './place.ts';

export const callsIn = ({ facts }: FilePlace): number => facts.flow.calls.length / CALL_ROW;

/** @returns the part that a row is */
export const partOfRow = (place: FilePlace, at: number): number => callsIn(place) + at / FLOW_ROW;

/** Everything that a call says, by the numbers of the project. */
function wordsOfCall(place: FilePlace, at: number): string {
  const { calls, args } = place.facts.flow;
  const column = (index: number): number => calls[at + index] as number;
  const vertex = (local: number): number => (local < 0 ? -1 : place.vertex(local));
  const name = (local: number): number => (local < 0 ? -1 : (place.names[local] as number));
  const [first, count] = [column(6), column(7)];
  return [
    ...[1, 2, 5].map((index) => vertex(column(index))),
    ...[3, 4].map((index) => name(column(index))),
    column(8),
    ...Array.from(args.subarray(first, first + count), (arg) =>
      arg <= -2 ? -2 - name(-2 - arg) : vertex(arg),
    ),
  ].join();
}

function readsOf(place: FilePlace): readonly (readonly [string, number])[] {
  const { rows } = place.facts.flow;
  const found: (readonly [string, number])[] = [];
  const vertex = (local: number): number => (local < 0 ? -1 : place.vertex(local));
  for (let at = 0; at < rows.length; at += FLOW_ROW) {
    const [op, a, b, c, site] = rows.subarray(at, at + FLOW_ROW) as unknown as readonly number[];
    if (op === OP.implicit) {
      found.push([[op, vertex(a as number), c, vertex(b as number)].join(), partOfRow(place, at)]);
      continue;
    }
    if ((op !== OP.load && op !== OP.store) || (site as number) < 0) continue;
    const [named, other] = op === OP.load ? [c, b] : [b, c];
    const name = (named as number) < 0 ? -1 : place.names[named as number];
    const word = [op, vertex(a as number), name, vertex(other as number)].join();
    found.push([word, partOfRow(place, at)]);
  }
  return found;
}

/** @returns by part of the file as it is now: the part that it was before; calls keep their order */
export function keptParts(before: FilePlace, after: FilePlace): ReadonlyMap<number, number> {
  const kept = new Map<number, number>();
  const calls = new Map<string, number>();
  for (let part = 0; part < callsIn(before); part += 1)
    calls.set(wordsOfCall(before, part * CALL_ROW), part);
  const found = new Int32Array(callsIn(after)).map(
    (_, part) => calls.get(wordsOfCall(after, part * CALL_ROW)) ?? -1,
  );
  for (const part of increasing(found)) kept.set(part, found[part] as number);
  const reads = new Map(readsOf(before));
  for (const [word, part] of readsOf(after)) {
    const old = reads.get(word);
    if (old === undefined) continue;
    kept.set(part, old);
    reads.delete(word);
  }
  return kept;
}
