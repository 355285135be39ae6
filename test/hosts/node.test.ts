/** Programs that Node itself loads, with and without a transpiler in front. */
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NODE, notedPaths, tryHost, TSX } from './trial.ts';

const cjs = {
  'main.cjs':
    '#!/usr/bin/env node\nconst { twice } = require("./lib/a.cjs"); console.log(twice(2), __filename.length > 0);\n',
  'lib/a.cjs': '"use strict"; exports.twice = (n) => n * 2;\n',
};
const esm = {
  'main.mjs': 'import { thrice } from "./b.mjs"; console.log(thrice(2));\n',
  'b.mjs': 'export const thrice = (n) => n * 3;\n',
};
const ts = {
  'main.ts': 'import { four } from "./c.ts"; console.log(four(2) satisfies number);\n',
  'c.ts': 'export const four = (n: number): number => n * 4;\n',
};

describe('node', () => {
  it('CommonJS', () => {
    const result = tryHost({ files: cjs, planned: ['lib/a.cjs'], argv: [NODE, 'main.cjs'] });
    expect(result.stdout).toBe('4 true\n');
    expect(result.marks).toEqual(['end 0', 'ran lib/a.cjs']);
    expect(notedPaths(result, 'served')).toEqual(['lib/a.cjs']);
    expect(notedPaths(result, 'loaded')).toEqual(['main.cjs']);
  });

  it('ES modules', () => {
    const result = tryHost({ files: esm, planned: Object.keys(esm), argv: [NODE, 'main.mjs'] });
    expect(result.marks).toEqual(['end 0', 'ran b.mjs', 'ran main.mjs']);
  });

  it.each(['commonjs', 'module'])('tsx, package type %s', (type) => {
    const files = { ...ts, 'package.json': JSON.stringify({ type }) };
    const result = tryHost({ files, planned: Object.keys(ts), argv: [NODE, TSX, 'main.ts'] });
    expect(result.marks).toEqual(['end 0', 'ran c.ts', 'ran main.ts']);
  });

  it('node --test, which runs each file in a process of its own', () => {
    const files = {
      ...cjs,
      'a.test.cjs':
        'const { test } = require("node:test"); const { twice } = require("./lib/a.cjs");\n' +
        'test("twice", () => require("assert").equal(twice(2), 4));\n',
    };
    const argv = [NODE, '--test', '--test-reporter', './quiet.mjs', 'a.test.cjs'];
    const quiet =
      'export default async function* (source) { for await (const event of source) if (event.type === "test:pass") yield event.data.name + "\\n"; }';
    const result = tryHost({
      files: { ...files, 'quiet.mjs': quiet },
      planned: ['lib/a.cjs', 'a.test.cjs'],
      argv,
    });
    expect(result.exitCode).toBe(0);
    expect(result.marks).toEqual(['end 0', 'ran a.test.cjs', 'ran lib/a.cjs']);
  });

  it('vm contexts, however they are made', () => {
    const files = {
      'main.cjs': `
        const vm = require('vm');
        console.log(new vm.Script('1 + x').runInNewContext({ x: 1 }, { contextName: 'n' }));
        const context = vm.createContext({ y: 2 }, { name: 'c' });
        console.log(vm.isContext(context), vm.runInContext('y', context), Object.keys(context));
        console.log(vm.runInNewContext('z', { z: 3 }), vm.runInNewContext('typeof globalThis'));
        try { vm.runInNewContext('1', 7); } catch (error) { console.log(error.code); }
        require('./mark.cjs')(vm);`,
      'mark.cjs': 'module.exports = () => {};\n',
    };
    const seen = (n: string): string =>
      `Reflect.get(globalThis,Symbol.for('scope.sink'))?.v(1,0,'${n}')`;
    const rewritten = {
      'mark.cjs': `module.exports = (vm) => {
        vm.runInContext(${JSON.stringify(seen('created'))}, vm.createContext());
        vm.runInContext(${JSON.stringify(seen('proxy'))}, vm.createContext(new Proxy({}, {})));
        vm.runInNewContext(${JSON.stringify(seen('new'))});
        new vm.Script(${JSON.stringify(seen('script'))}).runInNewContext();
        new vm.Script(${JSON.stringify(seen('main'))}).runInThisContext(); };`,
    };
    const result = tryHost({ files, planned: ['mark.cjs'], rewritten, argv: [NODE, 'main.cjs'] });
    expect(result.marks).toEqual([
      'end 0',
      ...['ran created', 'ran main', 'ran new', 'ran proxy', 'ran script'],
    ]);
  });

  it('a file behind linked folders and links of another name', () => {
    const result = tryHost({
      files: {
        ...cjs,
        'main.cjs': 'console.log(require("./linked/a.cjs").twice(2), require("./other.cjs"));',
        'linked/a.cjs': cjs['lib/a.cjs'],
        'other.cjs': 'module.exports = 1;',
        'real/b.cjs': 'module.exports = 1;',
      },
      planned: ['lib/a.cjs', 'real/b.cjs'],
      argv: [NODE, '--preserve-symlinks', 'main.cjs'],
      prepare(folder) {
        const swap = (link: string, target: string): void => {
          rmSync(join(folder, link), { recursive: true });
          symlinkSync(join(folder, target), join(folder, link));
        };
        swap('linked', 'lib');
        swap('other.cjs', 'real/b.cjs');
      },
    });
    expect(result.marks).toEqual(['end 0', 'ran lib/a.cjs', 'ran real/b.cjs']);
  });

  it('errors and exits are told, and stay what they were', () => {
    const lib = { 'lib.cjs': 'module.exports = 1;' };
    const ends = (main: string): readonly string[] =>
      tryHost({
        files: { ...lib, 'main.cjs': `require('./lib.cjs'); ${main}` },
        planned: ['lib.cjs'],
        argv: [NODE, 'main.cjs'],
      }).marks.filter((mark) => mark !== 'ran lib.cjs');
    expect(ends('process.exitCode = 3')).toEqual(['end 3']);
    expect(ends('process.on("exit", () => { process.exitCode = 4 })')).toEqual(['end 4']);
    expect(ends('process.exit(5)')).toEqual(['end 5']);
    expect(ends('throw new Error("a")')).toEqual(['end 1', 'error uncaught-exception a']);
    expect(
      ends('process.on("unhandledRejection", () => console.log("mine")); Promise.reject("b")'),
    ).toEqual(['end 0', 'error unhandled-rejection b']);
    expect(ends('Promise.reject(new Error("c"))')).toEqual([
      'end 1',
      'error unhandled-rejection c',
    ]);
  });

  it('original text runs when the file changed, and when the run folder is gone', () => {
    const changed = tryHost({
      files: cjs,
      planned: ['lib/a.cjs'],
      argv: [NODE, 'main.cjs'],
      prepare: (folder) =>
        writeFileSync(join(folder, 'lib/a.cjs'), `${cjs['lib/a.cjs']}// edited\n`),
    });
    expect(changed.marks).toEqual([]);
    expect(changed.notes).toContainEqual(
      expect.objectContaining({ type: 'denied', reason: 'changed' }),
    );
    const gone = tryHost({
      files: cjs,
      planned: ['lib/a.cjs'],
      argv: [NODE, 'main.cjs'],
      prepare: (folder) => rmSync(join(folder, '.scope'), { recursive: true }),
    });
    expect([gone.stdout, gone.marks]).toEqual(['4 true\n', []]);
  });
});
