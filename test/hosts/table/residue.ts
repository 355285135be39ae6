/**
 * What is left after Scope: a row's command runs bare, under `scope ask`, and bare again, and everything below its project, its
 * home and its folder for temporary files is compared with what two bare runs leave. Caches of the user's tools are among it.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inventory, type Laid, layRow, type Outcome, removeRow, runIn } from './lay.ts';
import type { HostRow } from './row.ts';
import { askIn, judge, neutral } from './try-row.ts';

/** What only Scope writes into source text, and paths of its own. */
const TRACES = /scope\.sink|\.scope\/sessions/u;
/**
 * Jest lists the names of all JSON files below the project in a file of its own, `.scope` among them, and keeps in another how
 * many milliseconds each test file took, which may be the same in two runs and not in a third.
 */
const NOT_COMPARED = /^tmp\/jest_[^/]*\/(?:haste-map|perf-cache)-/u;
/** Names that a tool makes anew in each run: times, process numbers, random ends. */
const FRESH =
  /\d{4}-\d\d-\d\dT[\d_:.-]+Z|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|(?<=[-_./])\d{3,}(?=[-_.]|$)|(?<=\.ts-node)\w{6}(?=\/)|(?<=_)[\da-f]{60,}/gu;

/**
 * tsx writes what it transpiled on the thread of Node's hooks, and nobody waits for it: where the program is short, the process
 * ends when the file was opened and is still empty (8 of 25 bare runs of these programs). The next run writes it anew.
 */
const WRITTEN_LATE = /^tmp\/tsx-[^/]*\//u;
const EMPTY = createHash('sha1').digest('hex');
const MOST_RUNS = 12;

type Inventory = ReadonlyMap<string, string>;

interface Round {
  readonly left: Inventory;
  readonly first: Outcome;
  readonly last: Outcome;
  /** What a trace of Scope was found in. */
  readonly traced: readonly string[];
}

/** @returns everything that is there and should not be, or is not and should */
export async function findResidue(row: HostRow): Promise<readonly string[]> {
  const laid = layRow(row);
  try {
    const control = await runRound(row, laid, false);
    const asked = await runRound(row, laid, true);
    const differing = differences(control.left, asked.left).filter(
      (one) => !NOT_COMPARED.test(one),
    );
    // What differs between bare runs too is the tool's own doing.
    const again = differing.length === 0 ? control : await runRound(row, laid, false);
    const own = new Set(differences(control.left, again.left));
    const said = (outcome: Outcome): string => `${outcome.code} ${neutral(outcome.out, row, laid)}`;
    return [
      ...differing.filter((one) => !own.has(one)),
      ...asked.traced.map((path) => `${path} holds a trace of Scope`),
      ...(said(asked.first) === said(asked.last) && said(control.last) === said(asked.last)
        ? []
        : [`the bare run after it says something else:\n${said(asked.last)}`]),
    ];
  } finally {
    removeRow(laid);
  }
}

async function runRound(row: HostRow, at: Laid, isAsked: boolean): Promise<Round> {
  removeRow(at);
  const laid = layRow(row, at.folder);
  const before = inventory(laid);
  const bare = (): Promise<Outcome> => runIn(laid, row.argv, row.endsAfter);
  const first = await bare();
  const asked = isAsked ? await askIn(row, laid) : null;
  const hidden = asked === null ? [] : judge(row, laid, asked);
  if (hidden.length > 0) throw new Error(`after a bare run, ${hidden.join('; ')}`);
  const last = await bare();
  let after = inventory(laid);
  for (let run = 0; run < MOST_RUNS && isCutOff(after); run += 1) {
    await bare();
    after = inventory(laid);
  }
  const left = new Map([...after].filter(([path, hash]) => before.get(path) !== hash));
  for (const path of before.keys()) if (!after.has(path)) left.set(path, 'gone');
  const traced = [...left.keys()].filter(
    (path) => left.get(path) !== 'gone' && hasTrace(path, textOf(join(laid.folder, path))),
  );
  return { left, first, last, traced };
}

function isCutOff(left: Inventory): boolean {
  return [...left].some(([path, hash]) => hash === EMPTY && WRITTEN_LATE.test(path));
}

function hasTrace(path: string, text: string): boolean {
  return NOT_COMPARED.test(path) ? text.includes('scope.sink') : TRACES.test(text);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function differences(before: Inventory, after: Inventory): readonly string[] {
  const [was, is] = [byName(before), byName(after)];
  return [...new Set([...was.keys(), ...is.keys()])].toSorted().flatMap((name) => {
    const [a, b] = [was.get(name), is.get(name)];
    if (a === undefined) return [`${name} is new`];
    if (b === undefined) return [`${name} is missing`];
    return a === b ? [] : [`${name} differs`];
  });
}

/** Hashes of all files of a name, without what is fresh in each run. */
function byName(inventory: Inventory): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [path, hash] of [...inventory].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const name = path.replaceAll(FRESH, '#');
    found.set(name, `${found.get(name) ?? ''}${hash};`);
  }
  return found;
}
