/** Answers that were given, one file each below `.scope/answers`, so that a hop can be looked at after the command has ended. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { answerSchema } from '../protocol/answer.ts';
import type { Answer, CitedHop } from '../protocol/answer.ts';
import { openScopeFolder } from './session.ts';

const FOLDER = 'answers';
/** Those before are removed; the recordings they are about can be asked again. */
const MOST_KEPT = 200;

export interface StoredAnswer {
  readonly name: string;
  readonly answer: Answer;
}

export function storeAnswer(root: string, answer: Answer, now = new Date()): string {
  const folder = join(openScopeFolder(root), FOLDER);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Sorts by time, to the millisecond.
  const stamp = now
    .toISOString()
    .replaceAll(/[-:.Z]/gu, '')
    .replace('T', '-');
  const name = `${stamp}-${randomBytes(2).toString('hex')}`;
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(answer, null, 2)}\n`, {
    mode: 0o600,
  });
  for (const old of names(root).slice(MOST_KEPT))
    rmSync(join(folder, `${old}.json`), { force: true });
  return name;
}

/** @returns the answers that can be read, the newest first */
export function* storedAnswers(root: string): Generator<StoredAnswer> {
  for (const name of names(root)) {
    const answer = read(join(root, '.scope', FOLDER, `${name}.json`));
    if (answer !== null) yield { name, answer };
  }
}

export interface FoundHop {
  readonly answer: Answer;
  readonly hop: CitedHop;
  /** 1-based place in the chain. */
  readonly number: number;
}

/** @param wanted the id of a hop, or its number in the newest answer */
export function findHop(root: string, wanted: string): FoundHop | null {
  const at = /^#?(\d{1,4})$/u.exec(wanted)?.[1];
  for (const { answer } of storedAnswers(root)) {
    const index =
      at === undefined ? answer.chain.findIndex(({ id }) => id === wanted) : Number(at) - 1;
    const hop = answer.chain[index];
    if (hop !== undefined) return { answer, hop, number: index + 1 };
    if (at !== undefined) return null;
  }
  return null;
}

function names(root: string): readonly string[] {
  try {
    return readdirSync(join(root, '.scope', FOLDER))
      .filter((name) => name.endsWith('.json'))
      .map((name) => name.slice(0, -'.json'.length))
      .sort()
      .reverse();
  } catch {
    return [];
  }
}

/** A file that was edited, or written by another version, is no answer. */
function read(path: string): Answer | null {
  try {
    return answerSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}
