/** Reports of every runner come out as the same thing: full test names and what became of them. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareReports, confirm, countOf } from './comparison.ts';
import { runnerOf, suiteCommand } from './project.ts';
import { readReport, reportingCommand } from './runner.ts';
import type { Report, RunnerName, Status } from './runner.ts';

function statuses(runner: RunnerName, printed: string): readonly (readonly [string, Status])[] {
  const report = readReport(runner, join(tmpdir(), 'no-such-report'), printed);
  return [...report].map(([name, { status }]) => [name, status]);
}

describe('a report', () => {
  it('of node --test and tap has the names of nested tests', () =>
    expect(
      statuses(
        'node',
        'TAP version 13\n# Subtest: a\n    # Subtest: b\n    ok 1 - b\n      ---\n      ...\n    not ok 2 - c # TODO later\n    1..2\nnot ok 1 - a\n  ---\n  error: no\n  ...\nok 2 - d # SKIP\n# tests 4\n# pass 1\n',
      ),
    ).toEqual([
      ['a > b', 'pass'],
      ['a > c', 'skip'],
      ['a', 'fail'],
      ['d', 'skip'],
    ]));

  it('of tape has assertions below the comment that names their test', () =>
    expect(statuses('tap', '# one\nok 1 is it\nok 2 is it\n# two\nnot ok 3 is it\n')).toEqual([
      ['one > is it', 'pass'],
      ['one > is it (2)', 'pass'],
      ['two > is it', 'fail'],
    ]));

  it('of jest and vitest names a file that did not load', () =>
    expect(
      statuses(
        'jest',
        `noise\n${JSON.stringify({
          testResults: [
            {
              name: '/a.js',
              status: 'failed',
              assertionResults: [
                { fullName: 't', status: 'passed' },
                { fullName: 'u', status: 'pending' },
              ],
            },
            { name: '/b.js', status: 'failed', message: 'no such module', assertionResults: [] },
          ],
        })}`,
      ),
    ).toEqual([
      ['/a.js: t', 'pass'],
      ['/a.js: u', 'skip'],
      ['/b.js', 'fail'],
    ]));

  it('of mocha has failed hooks', () =>
    expect(
      statuses(
        'mocha',
        JSON.stringify({
          tests: [{ fullTitle: 't', file: '/a.js' }],
          pending: [],
          failures: [{ fullTitle: '"before all" hook', file: '/a.js', err: { message: 'm' } }],
        }),
      ),
    ).toEqual([
      ['/a.js: t', 'pass'],
      ['/a.js: "before all" hook', 'fail'],
    ]));

  it('of anything else is what is printed about tests, without times', () => {
    const report = readReport(
      'other',
      '/nowhere',
      'Hi\n  Loose: 12 tests run in 3ms; all passed.\n',
    );
    expect([...report.keys()]).toEqual(['Loose: 12 tests run in <time>; all passed.']);
    expect(countOf(report)).toEqual({ pass: 12, fail: 0, skip: 0 });
  });

  it('is read from the file where there is one', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'report-')), 'report');
    writeFileSync(file, 'ok 1 - here\n');
    expect([...readReport('tap', file, 'not ok 1 - there').keys()]).toEqual(['here']);
  });
});

describe('a comparison', () => {
  const report = (tests: Readonly<Record<string, Status>>): Report =>
    new Map(Object.entries(tests).map(([name, status]) => [name, { status, message: '' }]));

  it('finds what differs, what is gone and what is new, and keeps flaky tests apart', () => {
    const { divergences, flaky } = compareReports(
      report({ same: 'pass', broken: 'pass', gone: 'pass', flaky: 'pass' }),
      report({ same: 'pass', broken: 'pass', gone: 'pass', flaky: 'fail' }),
      report({ same: 'pass', broken: 'fail', fresh: 'pass', flaky: 'fail' }),
    );
    expect(flaky).toEqual(['flaky']);
    expect(divergences.map((one) => [one.test, one.bare, one.instrumented])).toEqual([
      ['broken', 'pass', 'fail'],
      ['gone', 'pass', 'absent'],
      ['fresh', 'absent', 'pass'],
    ]);
    expect(confirm(divergences, divergences.slice(1)).unsteady.map(({ test }) => test)).toEqual([
      'broken',
    ]);
  });
});

describe('the command of a suite', () => {
  it.each([
    [{ test: 'tsc && vitest --run' }, 'vitest --run', 'vitest'],
    [{ test: 'yarn unit', unit: 'npx jest -c x' }, 'npx jest -c x', 'jest'],
    [
      { test: 'npm run lint && npm run mocha', lint: 'eslint', mocha: 'mocha t/' },
      'mocha t/',
      'mocha',
    ],
    [{ test: 'xo && c8 ava && tsd' }, 'ava', 'ava'],
    [{ test: 'node --import=tsx --test test/*.ts' }, 'node --import=tsx --test test/*.ts', 'node'],
    [{ test: 'echo no' }, null, 'other'],
  ])('is found in %j', (scripts, command, runner) => {
    expect(suiteCommand(scripts as Readonly<Record<string, string>>)).toBe(command);
    expect(runnerOf(command ?? '')).toBe(runner);
  });

  it('is asked for a report', () =>
    expect(reportingCommand('node --import=tsx --test test/*.ts', 'node', '/r')).toBe(
      'node --import=tsx --test --test-reporter=tap --test-reporter-destination=/r test/*.ts',
    ));
});
