/**
 * Files and programs that are not as one would have them, through the command line: the program prints and ends as it does without
 * Scope, and what was not observed is said.
 */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { layProject } from './project.ts';
import type { Files, Outcome, Project } from './project.ts';

const NODE = process.execPath;
const CODE = `function half(a) { const total = a / 2; return total; }
console.log('total', half(6), half.name, String(half).length);
`;
const QUESTION = 'why is total 3';

interface Case {
  /** Of main.cjs. */
  readonly text: string;
  readonly flags?: readonly string[];
  readonly more?: Files;
  readonly prepare?: (project: Project) => void;
}

interface Asked {
  readonly bare: Outcome;
  readonly asked: Outcome;
  /** What Scope printed behind what the command printed. */
  readonly answer: string;
}

/** Runs it bare and asked about, in folders of the same files, and compares what the command did. */
async function ask({ text, flags = [], more = {}, prepare }: Case): Promise<Asked> {
  const projects = [1, 2].map(() => layProject({ ...more, 'main.cjs': text }));
  for (const project of projects) prepare?.(project);
  const [alone, other] = projects as [Project, Project];
  const argv = [NODE, ...flags, 'main.cjs'];
  const bare = await alone.bare(argv);
  const asked = await other.scope(['ask', '--full', QUESTION, '--', ...argv]);
  const at = asked.out.search(/^(?:Settled|Likely|Open: no cause found) {2}/mu);
  expect(`${at < 0 ? asked.err : ''}`).toBe('');
  expect(asked.out.slice(0, at).trimEnd()).toBe(bare.out.trimEnd());
  expect(asked.out).toContain(`exit code ${bare.code}`);
  return { bare, asked, answer: asked.out.slice(at) };
}

/** The program ran as without Scope, and was observed. */
async function expectObserved(given: Case): Promise<void> {
  const { bare, answer } = await ask(given);
  expect(bare.out).toContain('total 3 half');
  expect(answer).toMatch(/^(?:Settled|Likely) {2}why is total 3 {2}main\.cjs:\d+/u);
}

const megabyte = (line: string, times: number): string => line.repeat(times);

describe('a file', () => {
  it.each<[string, Case]>([
    ['with a byte order mark', { text: `\uFEFF${CODE}` }],
    ['with a hashbang', { text: `#!/usr/bin/env node\n${CODE}` }],
    ['with carriage returns', { text: CODE.replaceAll('\n', '\r\n') }],
    [
      'of ten megabytes that the program loads',
      {
        text: `require('./big.cjs');\n${CODE}`,
        more: {
          'big.cjs': `function big(a) { return a; }\n${megabyte(`/* ${'filler '.repeat(140)} */\n`, 10_600)}big(1);\n`,
        },
      },
    ],
    [
      'of one line of five megabytes',
      {
        text: `require('./line.cjs');\n${CODE}`,
        more: {
          'line.cjs': `module.exports = [${megabyte('"text text text text",', 260_000)}].length;`,
        },
      },
    ],
    [
      'in syntax that no grammar knows yet, which the engine refuses too',
      {
        text: `try { require('./new.cjs'); } catch (e) { console.log(e.name); }\n${CODE}`,
        more: { 'new.cjs': 'const a = match (b) { when 1: 2 };\n' },
      },
    ],
    [
      'that a link leads to which goes round',
      {
        text: `try { require('./loop.cjs'); } catch (e) { console.log(e.code); }\n${CODE}`,
        prepare: ({ root }) => {
          symlinkSync('loop.cjs', join(root, 'loop.cjs'));
          symlinkSync('.', join(root, 'round'));
        },
      },
    ],
  ])('%s', (_name, given) => expectObserved(given), 90_000);

  it('in invalid UTF-8', () =>
    expectObserved({
      text: `require('./bytes.cjs');\n${CODE}`,
      prepare: ({ write }) =>
        void write(
          'bytes.cjs',
          Buffer.concat([
            Buffer.from('/* '),
            Buffer.from([0xe9, 0xff]),
            Buffer.from(' */ const text = "'),
            Buffer.from([0xc3, 0x28]),
            Buffer.from('"; console.log(text.length);\n'),
          ]),
        ),
    }));

  it('that changes while the program runs: what is there now runs, and that is said', async () => {
    const { answer } = await ask({
      text: `require('node:fs').writeFileSync(__dirname + '/late.cjs', 'exports.total = 3; console.log("late");\\n');
exports.total = require('./late.cjs').total;
${CODE}`,
      more: { 'late.cjs': 'exports.total = () => 1;\n' },
    });
    expect(answer).toMatch(/late\.cjs changed while the command ran and was not\s+instrumented/u);
  });
});

const LOCKDOWN = `const seen = new Set();
const harden = (value) => {
  if (Object(value) !== value || seen.has(value)) return;
  seen.add(value);
  Object.freeze(value);
  harden(Object.getPrototypeOf(value));
  for (const key of Reflect.ownKeys(value)) {
    const own = Reflect.getOwnPropertyDescriptor(value, key);
    for (const part of [own.value, own.get, own.set]) harden(part);
  }
};
for (const name of ['Object', 'Function', 'Array', 'String', 'Number', 'Boolean', 'Symbol', 'Map', 'Set', 'WeakMap', 'WeakSet', 'Promise', 'Proxy', 'Reflect', 'JSON', 'Math', 'Error', 'TypeError', 'RegExp', 'Date', 'ArrayBuffer', 'Uint8Array', 'Float64Array', 'DataView', 'BigInt'])
  harden(globalThis[name]);
`;

describe('a program that', () => {
  it.each<[string, Case]>([
    ['freezes a prototype', { text: `Object.freeze(Array.prototype);\n${CODE}` }],
    [
      'locks everything down',
      { text: `require('./lockdown.cjs');\n${CODE}`, more: { 'lockdown.cjs': LOCKDOWN } },
    ],
    ['replaces Math', { text: `globalThis.Math = { max: () => 0 };\n${CODE}` }],
    [
      'patches functions of Math',
      { text: `Math.min = Math.max = Math.ceil = Math.floor = () => NaN;\n${CODE}` },
    ],
    [
      'runs with frozen intrinsics',
      {
        text: CODE.replace(', String(half).length', ''),
        flags: ['--frozen-intrinsics', '--no-warnings'],
      },
    ],
    [
      'may make no code from strings',
      { text: CODE, flags: ['--disallow-code-generation-from-strings'] },
    ],
  ])('%s', (_name, given) => expectObserved(given));

  const permission = ['--experimental-permission', '--no-warnings'];

  it.each<[string, (root: string) => readonly string[]]>([
    ['only its own files', (root) => [`--allow-fs-read=${root}/*`]],
    ['everything, and write nothing', () => ['--allow-fs-read=*']],
  ])('may read %s: it runs unobserved, and the way out is said', async (_name, allow) => {
    const project = layProject({ 'main.cjs': CODE });
    const argv = [NODE, ...permission, ...allow(project.root), 'main.cjs'];
    const bare = await project.bare(argv);
    const asked = await project.scope(['ask', '--full', QUESTION, '--', ...argv]);
    expect(bare.out).toContain('total 3 half');
    expect(asked.out.startsWith(bare.out)).toBe(true);
    expect(asked.out).toContain(`exit code ${bare.code}`);
    expect([asked.code, asked.out]).toEqual([
      3,
      expect.stringMatching(/permission model keeps Scope out[\s\S]*--allow-worker/u),
    ]);
    expect(asked.err).not.toContain('ERR_ACCESS_DENIED');
  });

  it('starts one that may read only its own files: that one runs too', async () => {
    const start = `const { execSync, spawn } = require('node:child_process');
const words = ['--experimental-permission', '--no-warnings', '--allow-fs-read=' + __dirname + '/*', 'limited.cjs'];
process.stdout.write(execSync(['"' + process.execPath + '"', ...words].join(' ')));
spawn(process.execPath, words, { stdio: 'inherit', env: { A: '1' } });
`;
    const { bare, answer } = await ask({
      text: CODE + start,
      more: { 'limited.cjs': `console.log('limited', process.env.A);\n` },
    });
    expect(bare.out).toBe('total 3 half 55\nlimited undefined\nlimited 1\n');
    expect(answer).toMatch(/started with Node's permission model[\s\S]*ran without\s+Scope/u);
  });

  it('may do what Scope needs is observed', async () => {
    const project = layProject({ 'main.cjs': CODE });
    const allow = [
      '--allow-fs-read=*',
      `--allow-fs-write=${project.root}/.scope/*`,
      '--allow-worker',
    ];
    const asked = await project.scope([
      'ask',
      QUESTION,
      '--',
      NODE,
      ...permission,
      ...allow,
      'main.cjs',
    ]);
    expect(asked.out).toMatch(/^Likely {2}why is total 3/mu);
  });

  it.each([
    [
      'removes .scope while it runs',
      `require('node:fs').rmSync(__dirname + '/.scope', { recursive: true });\n${CODE}`,
    ],
    [
      'removes it when it ends',
      `${CODE}process.on('exit', () => require('node:fs').rmSync(__dirname + '/.scope', { recursive: true, force: true }));\n`,
    ],
  ])('%s', async (_name, text) => {
    const project = layProject({ 'main.cjs': text.replace(', String(half).length', '') });
    const asked = await project.scope(['ask', QUESTION, '--', NODE, 'main.cjs']);
    expect(asked.out).toContain('total 3 half\n');
    expect(asked.err).not.toMatch(/^ +at |bug in Scope/mu);
    expect(asked.out).toMatch(/folder of the run was removed/u);
    expect(asked.code).toBe(3);
  });
});

describe('run --plan', () => {
  const files = { 'main.cjs': CODE };
  const command = ['--', NODE, 'main.cjs'];

  it('is refused before the command starts where nothing may be written', async () => {
    const project = layProject(files);
    const { out } = await project.scope(['plan', '--json', QUESTION, ...command]);
    project.write('plan.json', out);
    // Root writes everywhere unless it gives that up.
    const as =
      process.getuid?.() === 0
        ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-all']
        : [];
    const locked = await project.bare([
      ...[
        'sh',
        '-c',
        'rm -rf .scope && chmod 555 . && "$@"; code=$?; chmod 755 .; exit $code',
        'sh',
      ],
      ...[...as, NODE, project.cli, 'run', '--plan', 'plan.json', ...command],
    ]);
    expect([locked.code, locked.out]).toEqual([1, '']);
    expect(locked.err).toMatch(/\.scope cannot be written/u);
  });

  it('reports what a program was not let to record', async () => {
    const project = layProject(files);
    const { out } = await project.scope(['plan', '--json', QUESTION, ...command]);
    project.write('plan.json', out);
    const limited = [
      NODE,
      '--experimental-permission',
      '--no-warnings',
      '--allow-fs-read=*',
      'main.cjs',
    ];
    const applied = await project.scope(['run', '--full', '--plan', 'plan.json', '--', ...limited]);
    expect([applied.code, applied.out]).toEqual([
      3,
      expect.stringMatching(/^total 3 half[\s\S]*permission model keeps Scope out/u),
    ]);
  });
});
