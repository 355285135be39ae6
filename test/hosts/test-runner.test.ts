/** Test runners and compilers that read source text on their own; and those that must never be given rewritten text. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { markingProbe, NODE, notedPaths, ROOT, tryHost } from './trial.ts';

const bin = (path: string): string => join(ROOT, 'node_modules', path);

function jest(more: object, ...args: readonly string[]) {
  const config = {
    testMatch: ['**/*.test.js'],
    cacheDirectory: mkdtempSync(join(tmpdir(), 'scope-jest-')),
    reporters: [],
    prettierPath: null,
    transform: { '\\.[jt]s$': bin('@swc/jest/index.js') },
    ...more,
  };
  return [NODE, bin('jest/bin/jest.js'), '--config', JSON.stringify(config), ...args];
}

const six = {
  'package.json': '{}',
  'six.js': 'exports.six = (n) => n * 6;\n',
  'six.test.js':
    'const { six } = require("./six.js");\ntest("six", () => { expect(six(1)).toBe(6); });\n',
};

describe('jest', () => {
  it.each([
    ['in band', ['--runInBand']],
    ['with workers', ['--workerThreads', '--maxWorkers=2']],
  ])('runs rewritten text in its contexts, %s', (_name, args) => {
    const files = { ...six, 'two.test.js': six['six.test.js'] };
    const planned = ['six.js', 'six.test.js'];
    const result = tryHost({ files, planned, argv: jest({}, ...args) });
    expect(result.exitCode).toBe(0);
    expect(result.marks.filter((mark) => mark.startsWith('ran'))).toEqual([
      ...['ran six.js', 'ran six.js', 'ran six.test.js'],
    ]);
  });

  it('writes inline snapshots into the original text', () => {
    const files = {
      ...six,
      'six.test.js': `const { six } = require("./six.js");
test("six", () => {
  expect(six(1)).toMatchInlineSnapshot();
});
`,
    };
    const planned = ['six.js', 'six.test.js'];
    const rewritten = {
      'six.test.js': files['six.test.js'].replace('test(', `${markingProbe('six.test.js')}\ntest(`),
      'six.js': markingProbe('six.js') + files['six.js'],
    };
    // A probe on a line of its own would move the snapshot: only columns may shift.
    rewritten['six.test.js'] = rewritten['six.test.js'].replace(';\ntest(', ';test(');
    const result = tryHost({ files, planned, rewritten, argv: jest({}, '--ci=false') });
    expect(result.marks).toContain('ran six.test.js');
    expect(result.after['six.test.js']).toContain('toMatchInlineSnapshot(`6`)');
    expect(Object.values(result.after).join('')).not.toContain('scope.sink');
  });
});

/** Knows less than the language: no text with a probe in it. */
const SIMPLE = `const read = (text, path) => {
  if (/Reflect|broken/.test(text)) throw new SyntaxError(path + ': unknown word');
  return { code: text };
};
module.exports = { process: read, processAsync: async (text, path) => read(text, path) };
`;

describe('a transformer of jest that cannot read rewritten text', () => {
  const simple = {
    transform: { '\\.m?js$': '<rootDir>/simple.cjs' },
    testMatch: ['**/*.test.*js'],
    moduleFileExtensions: ['js', 'mjs', 'cjs'],
  };
  const unreadIn = ({ notes, folder }: ReturnType<typeof tryHost>): readonly string[] =>
    notes.flatMap((note) =>
      note.type === 'denied' && note.reason === 'unread' ? [relative(folder, note.path)] : [],
    );

  it('is given the text on disk, and the files are reported', () => {
    const files = { ...six, 'simple.cjs': SIMPLE };
    const result = tryHost({ files, planned: ['six.js', 'six.test.js'], argv: jest(simple) });
    expect([result.exitCode, result.marks]).toEqual([0, []]);
    expect(unreadIn(result).toSorted()).toEqual(['six.js', 'six.test.js']);
  });

  it('does not take the place of one that can, for other files', () => {
    const files = { ...six, 'simple.cjs': SIMPLE };
    const transform = { 'six\\.js$': '<rootDir>/simple.cjs', '\\.js$': bin('@swc/jest/index.js') };
    const planned = ['six.js', 'six.test.js'];
    const result = tryHost({ files, planned, argv: jest({ ...simple, transform }, '-i') });
    expect(result.marks.filter((mark) => mark.startsWith('ran'))).toEqual(['ran six.test.js']);
    expect(unreadIn(result)).toEqual(['six.js']);
  });

  it('in ES modules', () => {
    const files = {
      'package.json': '{}',
      'simple.cjs': SIMPLE,
      'six.mjs': 'export const six = (n) => n * 6;\n',
      'six.test.mjs':
        'import { six } from "./six.mjs";\ntest("six", () => { expect(six(1)).toBe(6); });\n',
    };
    const env = { NODE_OPTIONS: '--experimental-vm-modules --no-warnings' };
    const result = tryHost({ files, planned: ['six.mjs'], argv: jest(simple, '-i'), env });
    expect([result.exitCode, unreadIn(result)]).toEqual([0, ['six.mjs']]);
  });

  it('throws what it throws without Scope where it cannot read the file either', () => {
    const files = { ...six, 'simple.cjs': SIMPLE, 'six.js': `${six['six.js']}// broken\n` };
    const result = tryHost({ files, planned: ['six.js'], argv: jest(simple, '-i') });
    expect([result.exitCode, unreadIn(result)]).toEqual([1, []]);
  });
});

/** Packages as old jest lays them out: what they export are properties of the object that they are given. */
const exporting = (
  properties: string,
): string => `Object.defineProperty(exports, '__esModule', { value: true });
${properties}
class ScriptTransformer {
  constructor() { this.read = require(process.cwd() + '/simple.cjs'); }
  transformSource(path, text) { return this.read.process(text, path); }
  async transformSourceAsync(path, text) {
    return this.read.processAsync(text, path);
  }
  run(path) { return this.transformSource(path, require('fs').readFileSync(path, 'utf8')); }
  runAsync(path) { return this.transformSourceAsync(path, require('fs').readFileSync(path, 'utf8')); }
}
`;
const getter = (name: string, value: string): string =>
  `Object.defineProperty(exports, '${name}', { enumerable: true, get: () => ${value} });`;

describe('a transformer of an older jest that cannot read rewritten text', () => {
  it.each([
    ['29', 'createScriptTransformer', 'async () => new ScriptTransformer()', 'await made()'],
    ['26', 'ScriptTransformer', 'ScriptTransformer', 'new made()'],
  ])('is given the text on disk: jest %s', (_, name, value, make) => {
    const files = {
      'package.json': '{}',
      'six.js': 'exports.six = (n) => n * 6;\n',
      'seven.js': 'exports.seven = 7;\n',
      'bad.js': 'exports.bad = 1; // broken\n',
      'simple.cjs': SIMPLE,
      'node_modules/@jest/transform/package.json': '{"main":"build/index.js"}',
      'node_modules/@jest/transform/build/index.js': exporting(getter(name, value)),
      'run.cjs': `const exported = require('@jest/transform');
(async () => {
  const made = exported.${name};
  const transformer = ${make};
  const texts = [transformer.run(process.cwd() + '/six.js').code];
  texts.push((await transformer.runAsync(process.cwd() + '/seven.js')).code);
  texts.push(await transformer.runAsync(process.cwd() + '/bad.js').catch((error) => error.name));
  const own = Object.getOwnPropertyDescriptors(require.cache[require.resolve('@jest/transform')]);
  console.log(JSON.stringify([texts, 'value' in own.exports, own.loaded.value]));
})();
`,
    };
    const result = tryHost({
      files,
      planned: ['six.js', 'seven.js', 'bad.js'],
      argv: [NODE, 'run.cjs'],
    });
    expect(JSON.parse(result.stdout)).toEqual([
      [files['six.js'], files['seven.js'], 'SyntaxError'],
      true,
      true,
    ]);
    const unread = result.notes.flatMap((note) =>
      note.type === 'denied' && note.reason === 'unread'
        ? [relative(result.folder, note.path)]
        : [],
    );
    expect(unread.toSorted()).toEqual(['seven.js', 'six.js']);
  });
});

/** A loader that checks types before it runs anything, in the package that the gate knows as one. */
const checking = {
  'node_modules/ts-node/index.js': `const ts = require(process.env.COMPILER);
    const fs = require('fs');
    const options = { strict: true, module: ts.ModuleKind.CommonJS, types: [], noLib: false };
    const roots = ['c.ts', 'main.ts'].map((name) => require('path').join(process.cwd(), name));
    const service = ts.createLanguageService({
      getScriptFileNames: () => roots, getScriptVersion: () => '1',
      getScriptSnapshot: (file) => fs.existsSync(file) ? ts.ScriptSnapshot.fromString(ts.sys.readFile(file)) : undefined,
      getCurrentDirectory: () => process.cwd(), getCompilationSettings: () => options,
      getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
      fileExists: ts.sys.fileExists, readFile: ts.sys.readFile });
    require.extensions['.ts'] = (module, file) => {
      const found = service.getSemanticDiagnostics(file).map((one) => one.code);
      if (found.length > 0) { console.log('type errors', found); process.exit(9); }
      module._compile(service.getEmitOutput(file).outputFiles[0].text, file);
    };`,
  'run.cjs': `require('ts-node'); require('./main.ts');`,
};
const narrow = `export function len(x: string | number): number {
  if (typeof x === 'string') { return x.length; }
  return x;
}
`;

describe('a loader that checks types', () => {
  const trial = {
    planned: ['c.ts'],
    argv: [NODE, 'run.cjs'],
    env: { COMPILER: bin('typescript/lib/typescript.js') },
    rewritten: {
      'c.ts': narrow.replace(
        `typeof x === 'string'`,
        `Reflect.get(globalThis, Symbol.for('scope.sink')).v(1, 0, typeof x === 'string')`,
      ),
    },
  };

  it('sees no type error where only a probe hides a type', () => {
    const main = `import { len } from './c'; console.log([len('ab'), len(7)].map((one) => one + 1));\n`;
    const result = tryHost({ ...trial, files: { ...checking, 'c.ts': narrow, 'main.ts': main } });
    expect(result.stdout).toContain('[ 3, 8 ]');
    expect(result.marks).toEqual(['end 0', 'ran false', 'ran true']);
  });

  it('sees the type errors that the original texts have, rewritten or not', () => {
    const files = {
      ...checking,
      'c.ts': `${narrow}export const name: string = len(1);\n`,
      'main.ts': `import { len } from './c'; console.log(len('ab'));\n`,
    };
    const rewritten = { 'c.ts': files['c.ts'].replace(narrow, trial.rewritten['c.ts']) };
    const result = tryHost({ ...trial, files, rewritten });
    expect([result.exitCode, result.stdout]).toEqual([9, 'type errors [ 2322 ]\n']);
  });

  it('still reports errors when nothing was rewritten for it', () => {
    const main = `const wrong: number = 'text'; console.log(wrong);\n`;
    const files = { ...checking, 'c.ts': narrow, 'main.ts': main };
    const result = tryHost({ ...trial, planned: [], rewritten: {}, files });
    expect([result.exitCode, result.stdout]).toEqual([9, 'type errors [ 2322 ]\n']);
  });
});

describe('what only reads', () => {
  const files = {
    'tsconfig.json':
      '{ "compilerOptions": { "outDir": "out", "rootDir": "src", "types": [] }, "include": ["src"] }',
    'src/c.ts': 'export const four = (n: number): number => n * 4;\n',
    'src/ugly.js': 'exports.five=(n)=>n*5\n',
  };
  const planned = ['src/c.ts', 'src/ugly.js'];

  it('tsc emits the original text', () => {
    const argv = [NODE, bin('typescript/bin/tsc'), '-p', '.'];
    const result = tryHost({ files, planned, argv });
    expect(result.after['out/c.js']).toContain('n * 4');
    expect(notedPaths(result, 'denied')).toEqual(['src/c.ts']);
  });

  it('prettier formats the original text', () => {
    const argv = [
      NODE,
      bin('prettier/bin/prettier.cjs'),
      '--log-level',
      'silent',
      '--write',
      'src',
    ];
    const result = tryHost({ files, planned, argv });
    expect(result.after['src/ugly.js']).toBe('exports.five = (n) => n * 5;\n');
  });

  it('a program that reads sources, by any of the three functions, sees what is on disk', () => {
    const main = `const fs = require('fs'); const file = 'src/ugly.js';
      const text = (data) => JSON.stringify(String(data));
      console.log(text(fs.readFileSync(file)), text(fs.readFileSync(Buffer.from(file), 'utf8')));
      try { fs.readFileSync(file, 'nonsense') } catch (error) { console.log(error.code) }
      fs.readFile(file, (error, data) => {
        console.log(text(data), data.constructor.name);
        fs.promises.readFile(file, { encoding: 'latin1' }).then((data) => {
          console.log(text(data));
          fs.readFile('gone.js', (error) => console.log(error.code));
        });
      });`;
    const result = tryHost({
      files: { ...files, 'main.cjs': main },
      planned,
      argv: [NODE, 'main.cjs'],
    });
    expect(result.stdout).not.toContain('scope.sink');
    expect(notedPaths(result, 'denied')).toEqual(['src/ugly.js']);
  });

  it('a hook of the project that compiles what it reads is a loader', () => {
    const result = tryHost({
      files: {
        ...files,
        'main.cjs': `const fs = require('fs');
          require.extensions['.ts'] = (module, file) =>
            module._compile(fs.readFileSync(file, 'utf8').replace(/: number/g, '').replace('export const', 'const') + ';exports.four = four', file);
          console.log(require('./src/c.ts').four(2));`,
      },
      planned,
      argv: [NODE, 'main.cjs'],
    });
    expect(result.marks).toEqual(['end 0', 'ran src/c.ts']);
  });
});
