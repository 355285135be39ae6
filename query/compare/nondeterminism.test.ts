import { indexSources } from '../source-index.ts';
import { sourcesIn } from './nondeterminism.ts';

/** `kind text` of each source in the program, functions included. */
const check = (text: string, expected: readonly string[]): void => {
  const source = indexSources(new Map([['a.ts', text]]), []).file('a.ts');
  if (source === null) throw new Error('no source');
  const found = sourcesIn(source, source.root).map(
    ({ kind, text: spelled }) => `${kind} ${spelled}`,
  );
  expect(found).toEqual(expected);
};

describe('sourcesIn', () => {
  it('time', () =>
    check('f(Date.now(), new Date(), performance.now(), process.hrtime.bigint())', [
      'time Date.now()',
      'time new Date()',
      'time performance.now()',
      'time process.hrtime.bigint()',
    ]));
  it('no time: a date that is given', () => check('new Date(0); new Date(x); Date.parse(x)', []));
  it('random', () =>
    check("import { randomUUID } from 'node:crypto'; f(Math.random(), randomUUID())", [
      'random Math.random()',
      'random randomUUID()',
    ]));
  it('a name of the project is no source', () =>
    check(
      "import { randomUUID } from './ids.js'; function hrtime() {} f(randomUUID(), hrtime())",
      [],
    ));
  it('required', () =>
    check(
      "const fs = require('fs'); const { readdirSync } = require('node:fs'); fs.readdirSync('.'); readdirSync('.')",
      ["file-system fs.readdirSync('.')", "file-system readdirSync('.')"],
    ));
  it('times of files', () => check('f(stats.mtimeMs, stats.size)', ['file-system stats.mtimeMs']));
  it('environment and process', () =>
    check('f(process.env.TZ, process.env, process.pid)', [
      'environment process.env.TZ',
      'environment process.env',
      'process process.pid',
    ]));
  it('a port that the system chose', () =>
    check('f(server.address().port)', ['network server.address().port']));
  it('order', () => check('await Promise.race([a, b])', ['order Promise.race([a, b])']));
  it('what is only defined here runs elsewhere', () => check('const f = () => Date.now()', []));
});
