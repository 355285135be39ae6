import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Problem } from '../protocol/problem.ts';
import { droppedNotes, problemNotes, unknownNotes, unreadNotes } from './notes.ts';
import type { RunResult } from './run.ts';

let runDir: string;

beforeAll(() => {
  runDir = mkdtempSync(join(tmpdir(), 'scope-notes-'));
  writeFileSync(join(runDir, 'plan.json'), '{}');
});
afterAll(() => rmSync(runDir, { recursive: true }));

function ran(dropped: Readonly<Record<string, number>>, problems: readonly Problem[]): RunResult {
  return { runDir, problems: [], recording: { dropped, problems } } as unknown as RunResult;
}

const ENDLESS: Problem = {
  severity: 'warning',
  message: 'recording has no end',
  where: '/p/1-0.scope',
};

it('says why events are missing, with counts that can be read', () => {
  expect(droppedNotes(ran({ disk: 18533, 'ring-full': 1200, throttled: 0 }, []))).toEqual([
    '18,533 events could not be written to the disk; free some space (`scope clean` removes old recordings) and ask again',
    '1,200 events were lost where the program outran the recorder',
  ]);
});

it('takes a recording without an end for that of a killed process', () => {
  expect(problemNotes(ran({}, [ENDLESS, ENDLESS]), '/p')).toEqual([
    '2 processes were killed before closing the recording; what was reported last before that may be missing',
  ]);
});

it('knows that a full disk leaves none with an end', () => {
  expect(problemNotes(ran({ disk: 3 }, [ENDLESS]), '/p')).toEqual([]);
});

it('names the files that were loaded and could not be watched', () => {
  const leftOut = (where: string): Problem => ({
    severity: 'warning',
    where,
    message: `${where}: left out: looks minified`,
  });
  const strange: Problem = { severity: 'warning', where: 'a.js', message: 'a.js: is not UTF-8' };
  const run = { ...ran({}, []), loaded: ['big.js', 'a.js'] };
  expect(unreadNotes(run, [leftOut('big.js'), leftOut('other.js'), strange])).toEqual([
    'big.js: left out: looks minified; the command loaded it, and it was not watched',
  ]);
});

describe('a name that the code does not have', () => {
  const notes = (resolved: object, found: object | null): readonly string[] =>
    unknownNotes({
      resolved: { functions: [], names: new Set<string>(), ...resolved },
      evidence: found === null ? null : { found },
    } as unknown as Parameters<typeof unknownNotes>[0]);
  it.each([
    [
      'a test failed',
      { goal: { kind: 'failing-test' }, unknown: ['fee'] },
      { failure: {} },
      'nothing in this project is called fee; this answers why the command fails',
    ],
    [
      'nothing failed',
      { goal: { kind: 'failing-test' }, unknown: ['fee'] },
      { failure: null },
      'nothing in this project is called fee; this is about what the program printed, and was given, in other words of the question',
    ],
    [
      'the question names something else',
      { goal: { kind: 'value', subject: 'fee' } },
      { failure: null, symptom: null },
      'nothing in this project is called fee; this is about the rest of the question',
    ],
  ])('%s', (_what, resolved, found, line) => expect(notes(resolved, found)).toEqual([line]));
  it('is none where the code has it, or what it means was found', () => {
    const goal = { kind: 'value', subject: 'fee' };
    const known = { goal, names: new Set(['fee']) };
    expect(notes(known, { failure: null, symptom: null })).toEqual([]);
    expect(notes({ goal }, { failure: null, symptom: 'was emitted' })).toEqual([]);
  });
});
