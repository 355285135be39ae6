/** Any change of any file of a project: the graph that is kept is, node by node and edge by edge, the one that a build makes. */
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { buildCodeGraph } from '../build.ts';
import type { CodeGraph } from '../code-graph.ts';
import { openCurrentGraph } from './current.ts';

const FILES = 5;
const NAMES = ['one', 'two', 'three', 'four'] as const;

/** A declaration or a statement of a file. */
interface Part {
  readonly kind:
    | 'function'
    | 'class'
    | 'object'
    | 'call'
    | 'method'
    | 'callback'
    | 'accessor'
    | 'key'
    | 'lookup'
    | 'type'
    | 'interface'
    | 'typed'
    | 'element'
    | 'iterator'
    | 'text'
    | 'spread'
    | 'map'
    | 'comment';
  readonly name: number;
  readonly other: number;
  readonly isExported: boolean;
}

/** A file: what it imports from which other, and its parts; null where it is not there. */
interface Text {
  readonly imports: readonly { readonly file: number; readonly name: number }[];
  readonly parts: readonly Part[];
}

function print({ kind, name, other, isExported }: Part, at: number): string {
  const [own, used] = [NAMES[name], NAMES[other]];
  const word = isExported ? 'export ' : '';
  switch (kind) {
    case 'function':
      return `${word}function ${own}(x, y) { ${used}(x); return y ?? ${used} }`;
    case 'class':
      return `${word}class C${name} { ${own}(x) { return x.${used}(this) } get ${used}() { return ${own} } }`;
    case 'object':
      return `${word}const o${at} = { ${own}: ${used}, ${used}() { return this.${own}() } }`;
    case 'call':
      return `${own}(${used}, new C${other}())`;
    case 'method':
      return `new C${name}().${own}(${used}).${used}()`;
    case 'callback':
      return `[${own}].forEach((f) => f(${used}))`;
    case 'accessor':
      return `Object.defineProperty(C${other}.prototype, ${own}.name, { get: ${own} })`;
    case 'key':
      return `C${other}.prototype[globalThis.${used}] = ${own}`;
    case 'lookup':
      return `{ const found = new C${other}()[globalThis.key] || ${used}; found(${own}) }`;
    case 'type':
      return `${word}class C${name} extends C${other} implements I${other} { x: I${name}; ${own}(y: C${other}) { y.${used}() } }`;
    case 'interface':
      return `${word}interface I${name} extends I${other} { ${own}: C${other}; ${used}: I${other}[] }`;
    case 'typed':
      return `${word}function t${at}(x: C${other}, y: I${name}) { x.${used}(); y.${own}.${used}(); (y as I${other}).${used}[0].${own}() }`;
    case 'element':
      return `<C${name} ${own}={${used}}>{(x: C${other}) => x.${own}()}</C${name}>`;
    case 'iterator':
      return `${word}class C${name} { *[Symbol.iterator]() { yield ${used} } [Symbol.asyncIterator]() { return { next: ${own} } } }\nfor (const x of new C${other}()) x(${own})`;
    case 'text':
      return `${word}class C${name} { ${isExported ? 'toString' : 'valueOf'}() { return '' + \`\${new C${other}()}\${${used}}\` } }\nlet s${at} = new C${other}() + ${own}`;
    case 'spread':
      return `const p${at} = { get ${own}() { return ${used} } }; const q${at} = { ...p${at}, ...${used} }; [...${own}(q${at})]`;
    case 'map':
      return `const m${at} = new Map([[${own}, ${used}]]); for (const [k, v] of m${at}) v(k); for (const y of ${own}(m${at})) y()`;
    case 'comment':
      return `// ${own}\nif (globalThis.${used}) { globalThis.${own} = ${at} }`;
  }
}

function textOf({ imports, parts }: Text): string {
  const lines = imports.map(
    ({ file, name }) => `import { ${NAMES[name]}, C${name}, type I${name} } from './f${file}.js'`,
  );
  return [...lines, ...parts.map(print)].join('\n');
}

const number = (below: number): fc.Arbitrary<number> => fc.nat({ max: below - 1 });
const part: fc.Arbitrary<Part> = fc.record({
  kind: fc.constantFrom(
    'function',
    'class',
    'object',
    'call',
    'method',
    'callback',
    'accessor',
    'key',
    'lookup',
    'type',
    'interface',
    'typed',
    'element',
    'iterator',
    'text',
    'spread',
    'map',
    'comment',
  ),
  name: number(NAMES.length),
  other: number(NAMES.length),
  isExported: fc.boolean(),
});
const text: fc.Arbitrary<Text> = fc.record({
  imports: fc.array(fc.record({ file: number(FILES), name: number(NAMES.length) }), {
    maxLength: 3,
  }),
  parts: fc.array(part, { maxLength: 6 }),
});
/** Some lines of a file are replaced by others. */
interface Splice {
  readonly line: number;
  readonly count: number;
  readonly parts: readonly Part[];
}
const splice: fc.Arbitrary<Splice> = fc.record({
  line: number(8),
  count: number(3),
  parts: fc.array(part, { maxLength: 2 }),
});
type Edit = Text | Splice | 'moved' | 'renamed' | null;
/** Another text, none, other lines, or the same text with something in front that moves all of it, or renames what it declares. */
const edit = fc.record({
  file: number(FILES),
  to: fc.oneof(
    { weight: 5, arbitrary: text },
    { weight: 5, arbitrary: splice },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 4, arbitrary: fc.constantFrom('moved' as const, 'renamed' as const) },
  ),
});

const dump = (graph: CodeGraph): string => JSON.stringify([graph.problems, graph.graph.export()]);

it('is the graph of a fresh build after every change', async () => {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'scope-edits-')));
  const lay = async (file: number, to: Edit): Promise<void> => {
    const path = join(root, `f${file}.tsx`);
    if (to === null) return rm(path, { force: true });
    const before = await readFile(path, 'utf8').catch(() => '');
    if (typeof to !== 'string' && 'imports' in to) return writeFile(path, textOf(to));
    if (typeof to !== 'string') {
      const lines = before.split('\n');
      lines.splice(to.line, to.count, ...to.parts.map(print));
      return writeFile(path, lines.join('\n'));
    }
    const moved = `if (globalThis.two) {\n  globalThis.one = 1;\n}\n${before}`;
    return writeFile(path, to === 'moved' ? moved : before.replace(/\bone\b/gu, 'five'));
  };
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: FILES, maxLength: FILES }),
        fc.array(edit, { minLength: 1, maxLength: 6 }),
        async (texts, edits) => {
          for (const [file, one] of texts.entries()) await lay(file, one);
          const current = await openCurrentGraph(root, { cacheFile: null });
          for (const { file, to } of edits) {
            await lay(file, to);
            const isThere = current.graph().paths().includes(`f${file}.tsx`);
            await current.update(isThere ? [`f${file}.tsx`] : null);
            const fresh = await buildCodeGraph(root, { cacheFile: null });
            expect(dump(current.graph())).toBe(dump(fresh));
          }
        },
      ),
      { numRuns: 25 },
    );
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}, 120_000);
