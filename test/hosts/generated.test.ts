/**
 * `scope ask` on code that was generated from other files: bundles in several shapes, made before or by the command itself, and
 * what a compiler emitted. Answers are in lines of the sources, and the command prints what it prints without Scope.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { answerOf, layProject } from '../e2e/project.ts';
import type { Files, Project } from '../e2e/project.ts';

const NODE = process.execPath;
const BUNDLE = ['esbuild', 'src/main.ts', '--bundle', '--platform=node', '--log-level=error'];

const files: Files = {
  'package.json': '{ "name": "shop", "type": "module" }\n',
  '.gitignore': 'node_modules\ndist\n',
  'src/main.ts': `import { priceOf, type Line } from './price';
const order: { total: number } = { total: 0 };
const lines: readonly Line[] = [{ unit: 2, count: 3 }, { unit: 4 } as Line];
for (const line of lines) {
  order.total += priceOf(line);
  console.log('total', order.total);
}
`,
  'src/price.ts': `export interface Line {
  readonly unit: number;
  readonly count: number;
}

export function priceOf(line: Line): number {
  const price = line.unit * line.count; // fault
  const rounded = Math.round(price * 100) / 100;
  return rounded;
}
`,
};

function bundle(project: Project, ...options: readonly string[]): void {
  execFileSync('npx', [...BUNDLE, ...options], { cwd: project.root });
}

/** Modules as webpack makes them with `eval-source-map`: texts, each with a map of its own. */
function bundleTexts({ root }: Project, quote: (text: string) => string): void {
  const modules = ['src/main', 'src/price'].map((name) => {
    const source = readFileSync(join(root, `${name}.ts`), 'utf8');
    const { outputText } = ts.transpileModule(source, {
      fileName: `${name.slice(4)}.ts`,
      compilerOptions: {
        ...{ module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
        ...{ inlineSourceMap: true, inlineSources: true, sourceRoot: join(root, 'src') },
      },
    });
    return `  './${name.slice(4)}': (module, exports, require) => {
    eval(${quote(`${outputText}\n//# sourceURL=webpack-internal:///./${name}.ts\n`)});
  },\n`;
  });
  mkdirSync(join(root, 'dist'));
  writeFileSync(
    join(root, 'dist/main.cjs'),
    `const modules = {\n${modules.join('')}};
const __webpack_require__ = (name) => {
  const module = { exports: {} };
  modules[name](module, module.exports, __webpack_require__);
  return module.exports;
};
__webpack_require__.ts = (text) => text;
__webpack_require__('./main');
console.log(String(__webpack_require__('./price').priceOf), modules['./price'].toString().length);
`,
  );
}

interface Asked {
  readonly project: Project;
  readonly argv: readonly string[];
  readonly question?: string;
  /** The hop that must be in the chain, and its value. */
  readonly line?: string;
  readonly value?: string | null;
}

async function check({ project, argv, ...wanted }: Asked): Promise<void> {
  const { question = 'why is order.total NaN', line = 'src/price.ts:7', value = 'NaN' } = wanted;
  const bare = await project.bare(argv);
  const { code, out, err } = await project.scope(['ask', '--json', question, '--', ...argv]);
  expect(`${code}${code === 0 ? '' : out + err}`).toBe('0');
  const answer = answerOf({ code, out, err });
  const hops = answer.chain.map((hop) => `${hop.file}:${hop.line} = ${hop.value ?? ''}`);
  expect(hops.filter((hop) => !hop.startsWith('src/'))).toEqual([]);
  const there = answer.chain.find((hop) => `${hop.file}:${hop.line}` === line);
  expect(`${hops.join('\n')}\n${there?.node}`).toContain('src/price.ts#priceOf');
  if (value !== null) expect(hops).toContain(`${line} = ${value}`);
  expect(answer.suspects.slice(0, 3).map((one) => `${one.file}:${one.line}`)).toContain(line);
  expect(answer.command.exitCode).toBe(bare.code);
  expect(err).toContain(bare.out);
  expect(project.gitStatus()).toBe('');
}

describe('code that was generated', () => {
  it('a program that reads the bundle as a file, before and after it imports it', async () => {
    const project = layProject({
      ...files,
      'read.mjs': `import { readFile } from 'node:fs/promises';
const bundle = new URL('./dist/main.js', import.meta.url);
const read = async () => (await readFile(bundle)).length;
console.log(await read(), await readFile(bundle).then((text) => text.length));
await import('./dist/main.js');
console.log(await read(), await readFile(bundle).then((text) => text.length));
`,
    });
    bundle(project, '--sourcemap', '--format=esm', '--outfile=dist/main.js');
    await check({ project, argv: [NODE, 'read.mjs'] });
  });
  it('a bundle, one run, with the code of the source', async () => {
    const project = layProject(files);
    bundle(project, '--sourcemap', '--format=esm', '--outfile=dist/main.js');
    const before = readFileSync(join(project.root, 'dist/main.js'), 'utf8');
    await check({ project, argv: [NODE, 'dist/main.js'] });
    const { out } = await project.scope([
      ...['ask', '--json', 'why is price NaN', '--', NODE, 'dist/main.js'],
    ]);
    const { chain, cost } = answerOf({ code: 0, out, err: '' });
    expect(cost.runs).toBe(1);
    expect(chain[0]).toMatchObject({
      file: 'src/price.ts',
      line: 7,
      function: 'priceOf',
      code: 'const price = line.unit * line.count;',
      value: 'NaN',
    });
    expect(readFileSync(join(project.root, 'dist/main.js'), 'utf8')).toBe(before);
  });
  it('a bundle that the command itself makes', () => {
    const scripts = {
      build: `${BUNDLE.join(' ')} --sourcemap --format=esm --outfile=dist/main.js`,
      go: 'npm run -s build && node dist/main.js',
    };
    const project = layProject({
      ...files,
      'package.json': JSON.stringify({ name: 'shop', type: 'module', scripts }),
    });
    return check({ project, argv: ['npm', 'run', '-s', 'go'] });
  });
  it('a bundle that is another one at every build', () => {
    const stamp = `--banner:js="// $(date +%N)"`;
    const scripts = {
      go: `${BUNDLE.join(' ')} ${stamp} --sourcemap --format=esm --outfile=dist/main.js && node dist/main.js`,
    };
    const project = layProject({
      ...files,
      'package.json': JSON.stringify({ name: 'shop', type: 'module', scripts }),
    });
    return check({ project, argv: ['npm', 'run', '-s', 'go'] });
  });
  it('minified, in one line, its map inline; a renamed variable is found by its own name', async () => {
    const project = layProject(files);
    bundle(project, '--minify', '--sourcemap=inline', '--format=cjs', '--outfile=dist/main.cjs');
    await check({ project, argv: [NODE, 'dist/main.cjs'], value: null });
    bundle(project, '--minify-identifiers', '--sourcemap', '--outfile=dist/main.cjs');
    await check({ project, argv: [NODE, 'dist/main.cjs'], question: 'why is price NaN' });
  });
  it('modules inside functions, and a map without contents beside the file', () => {
    const project = layProject(files);
    const options = ['--format=iife', '--target=es2015', '--sources-content=false'];
    bundle(project, ...options, '--sourcemap=external', '--outfile=dist/main.cjs');
    return check({ project, argv: [NODE, 'dist/main.cjs'] });
  });
  it('what tsc emits, one file each', () => {
    const options = {
      ...{ target: 'es2022', module: 'esnext', moduleResolution: 'bundler' },
      ...{ rootDir: 'src', outDir: 'dist', sourceMap: true, types: ['node'], skipLibCheck: true },
    };
    const project = layProject({
      ...files,
      'package.json': '{ "name": "shop", "type": "module", "scripts": { "build": "tsc" } }\n',
      'tsconfig.json': JSON.stringify({ compilerOptions: options }),
      'src/main.ts': (files['src/main.ts'] ?? '').replace('./price', './price.js'),
    });
    execFileSync('npx', ['tsc', '-p', '.'], { cwd: project.root });
    return check({ project, argv: [NODE, 'dist/main.js'] });
  });
  it.each([
    ['', (text: string) => JSON.stringify(text)],
    [
      ', in single quotes, marked as trusted',
      (text: string) =>
        `__webpack_require__.ts('${JSON.stringify(text).slice(1, -1).replaceAll("'", "\\'")}')`,
    ],
  ])('texts given to eval, each with a map of its own%s', (_, quote) => {
    const project = layProject(files);
    bundleTexts(project, quote);
    return check({ project, argv: [NODE, 'dist/main.cjs'] });
  });
  it('a source map that is no source map changes nothing', async () => {
    const project = layProject({
      ...files,
      'app.js': `function half(n) {\n  const made = n / 2;\n  return made;\n}\nconsole.log(half(3));\n//# sourceMappingURL=app.js.map\n`,
      'app.js.map': '{ "version": 3, "mappings": 7',
    });
    const { out } = await project.scope(['ask', '--json', 'why is made 1.5', '--', NODE, 'app.js']);
    expect(answerOf({ code: 0, out, err: '' }).chain[0]).toMatchObject({
      file: 'app.js',
      line: 2,
      value: '1.5',
    });
  });
});

describe('code that is made from text at run time belongs to the line that makes it', () => {
  const rates = `const total = evaluate('price - price * rate', { price: 20, rate: 10 });
console.log('total', total);
`;
  const made: readonly (readonly [string, string, string])[] = [
    [
      'new Function',
      `const compile = (text) => {
  const made = new Function('price', 'rate', 'return ' + text); // fault
  return made;
};
function evaluate(text, { price, rate }) {
  const run = compile(text);
  return run(price, rate);
}
`,
      'main.cjs:2',
    ],
    [
      'eval',
      `function evaluate(text, { price, rate }) {
  const result = (0, eval)('((price, rate) => ' + text + ')')(price, rate); // fault
  return result;
}
`,
      'main.cjs:2',
    ],
    [
      'vm.runInContext',
      `const vm = require('node:vm');
function evaluate(text, values) {
  const context = vm.createContext({ ...values });
  const result = vm.runInContext(text, context); // fault
  return result;
}
`,
      'main.cjs:4',
    ],
    [
      'vm.Script',
      `const { Script } = require('node:vm');
function evaluate(text, values) {
  const script = new Script(text, { filename: 'no-such-file.js' }); // fault
  const result = script.runInNewContext({ ...values });
  return result;
}
`,
      'main.cjs:3',
    ],
  ];
  it.each(made)('%s', async (_, text, line) => {
    const project = layProject({ 'main.cjs': text + rates });
    const { out, err } = await project.scope([
      ...['ask', '--json', 'why is total not 2', '--', NODE, 'main.cjs'],
    ]);
    expect(err).toContain('total -180\n');
    const { chain } = answerOf({ code: 0, out, err });
    expect(chain.map(({ file }) => file).filter((file) => file !== 'main.cjs')).toEqual([]);
    const hop = chain.find((one) => `${one.file}:${one.line}` === line);
    expect(`${hop?.why}`).toContain('generated here at run time');
  });
});
