/**
 * Linked calls that outlive a change: where a file of the project flows as it did (another text in a body, other lines, other
 * names of what nobody calls), the edges are the same, and only where they stand has moved. Says no where in doubt.
 */
import type { FileFacts } from '../facts/file-facts.ts';
import { CALL_ROW, FLOW_ROW, OP, SITE_ROW } from '../facts/flow/flow-fact.ts';
import type { LinkedCalls } from './call.ts';

/** Which column of a row is a name, by kind; the others are the same number or not. */
const NAME_AT: Readonly<Record<number, number>> = {
  [OP.load]: 3,
  [OP.store]: 2,
  [OP.import]: 3,
  [OP.accessor]: 3,
  [OP.declare]: 2,
};
const CALL_NAMES: readonly number[] = [3, 4];

const lastPart = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

function isSameList<T>(left: ArrayLike<T>, right: ArrayLike<T>): boolean {
  if (left.length !== right.length) return false;
  for (let at = 0; at < left.length; at += 1) if (left[at] !== right[at]) return false;
  return true;
}

/** Rows that say the same, names by what they are and not by their number. */
function isSameRows(
  before: Int32Array,
  after: Int32Array,
  parts: { readonly width: number; readonly isName: (row: number, column: number) => boolean },
  isSameName: (left: number, right: number) => boolean,
): boolean {
  if (before.length !== after.length) return false;
  for (let row = 0; row < before.length; row += parts.width)
    for (let column = 0; column < parts.width; column += 1) {
      const left = before[row + column] as number;
      const right = after[row + column] as number;
      if (parts.isName(row, column) ? !isSameName(left, right) : left !== right) return false;
    }
  return true;
}

/** @returns whether linking takes the two files for the same, places aside */
export function flowsAlike(before: FileFacts, after: FileFacts): boolean {
  const [left, right] = [before.flow, after.flow];
  const isSameName = (one: number, other: number): boolean =>
    one < 0 || other < 0 ? one === other : before.names[one] === after.names[other];
  const isSameArgument = (one: number, other: number): boolean =>
    one <= -2 && other <= -2 ? isSameName(-2 - one, -2 - other) : one === other;
  return (
    before.path === after.path &&
    left.vertices === right.vertices &&
    left.isModule === right.isModule &&
    left.sites.length === right.sites.length &&
    before.classes.length === after.classes.length &&
    isSameList(
      before.functions.map(({ name }) => lastPart(name)),
      after.functions.map(({ name }) => lastPart(name)),
    ) &&
    isSameList(left.signatures, right.signatures) &&
    isSameList(left.objects, right.objects) &&
    isSameList(left.constructors, right.constructors) &&
    isSameList(left.modules, right.modules) &&
    isSameRows(
      left.rows,
      right.rows,
      {
        width: FLOW_ROW,
        isName: (row, column) => NAME_AT[left.rows[row] as number] === column,
      },
      isSameName,
    ) &&
    isSameRows(
      left.calls,
      right.calls,
      { width: CALL_ROW, isName: (_, column) => CALL_NAMES.includes(column) },
      isSameName,
    ) &&
    isSameRows(left.args, right.args, { width: 1, isName: () => true }, isSameArgument) &&
    isSameSites(left.sites, right.sites)
  );
}

/** Sites may stand on other lines, not in other functions. */
function isSameSites(before: Int32Array, after: Int32Array): boolean {
  for (let at = 0; at < before.length; at += SITE_ROW) if (before[at] !== after[at]) return false;
  return true;
}

/**
 * @param files  what the project consists of now
 * @returns the same edges between the functions of these files, or null where one of them flows otherwise
 */
export function reuseCalls(linked: LinkedCalls, files: readonly FileFacts[]): LinkedCalls | null {
  if (linked.files.length !== files.length) return null;
  const byPath = new Map(files.map((file) => [file.path, file]));
  const next: FileFacts[] = [];
  for (const before of linked.files) {
    const after = byPath.get(before.path);
    if (after === undefined || (after !== before && !flowsAlike(before, after))) return null;
    next.push(after);
  }
  return { ...linked, files: next };
}
