/** Commands that fail before anything that was to be watched runs, or beside it: what they printed themselves is the answer. */
import { answerSchema } from '../../protocol/answer.ts';
import { layProject } from './project.ts';
import type { Files } from './project.ts';

const NODE = process.execPath;
const LIB = `exports.half = (a) => { const total = a / 2; return total; };\n`;

const FAULTS: readonly (readonly [string, Files, readonly string[], RegExp])[] = [
  [
    'a test that does not parse',
    {
      'lib.js': LIB,
      'lib.test.js': `const { half } = require('./lib.js');\nrequire('node:test').test('half', () => {\n  half(;\n});\n`,
    },
    [NODE, '--test', 'lib.test.js'],
    /printed `SyntaxError: Unexpected token ';'` \(lib\.test\.js:3\)\./u,
  ],
  [
    'a module that is missing, beside a test that passes',
    {
      'lib.js': LIB,
      'a.test.js': `const { half } = require('./lib.js');\nrequire('node:test').test('half', () => { half(2); });\n`,
      'b.test.js': `require('./gone.js');\n`,
    },
    [NODE, '--test', 'a.test.js', 'b.test.js'],
    /printed `Error: Cannot find module '\.\/gone\.js'` \(b\.test\.js:1\)\./u,
  ],
  [
    'a script that there is not',
    { 'lib.js': LIB },
    ['npm', 'run', 'tset'],
    /printed `npm \S+ Missing script: "tset"`\./u,
  ],
];

it.each(FAULTS)('%s', async (_, files, argv, expected) => {
  const project = layProject(files);
  const { code, out } = await project.scope(['ask', '--json', '--', ...argv]);
  const { answer, command, verdict } = answerSchema.parse(JSON.parse(out));
  expect([code, verdict, command.exitCode]).toEqual([3, 'open', 1]);
  expect(answer).toMatch(expected);
  expect(command.said?.text).toBe(/`([^`]+)`/u.exec(answer)?.[1]);
  expect(project.gitStatus()).toBe('');
});

it('a command that may run once is not run again for its words', async () => {
  const project = layProject({ 'lib.js': LIB });
  const words = ['ask', '--json', '--runs', '1', '--', 'npm', 'run', 'tset'];
  const { out } = await project.scope(words);
  const { command, notes } = answerSchema.parse(JSON.parse(out));
  expect(command.said).toBeUndefined();
  expect(notes).toContain('if it failed before it came so far, its own output says why');
});
