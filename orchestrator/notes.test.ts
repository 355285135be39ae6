import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Problem } from '../protocol/problem.ts';
import { droppedNotes, problemNotes, unreadNotes } from './notes.ts';
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
