/** docs/QUERY.md is true: every example in it gives what stands below it, over the files that it prints. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as api from '../code-graph/api.ts';
import { buildCodeGraph } from '../code-graph/index.ts';
import { parseQuery } from '../code-graph/language/parse.ts';
import { runQuery } from '../code-graph/language/run.ts';
import { askGraph } from '../code-graph/select/ask.ts';
import type { Ask } from '../code-graph/select/ask.ts';

const page = readFileSync('docs/QUERY.md', 'utf8');
const blocks = (language: string): readonly string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'gu'))].map(
    (match) => match[1] as string,
  );

describe('docs/QUERY.md', () => {
  const examples = blocks('query').map((block) => block.trimEnd().split('\n'));
  let root: string;
  let ask: Ask;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'scope-query-'));
    writeFileSync(join(root, 'package.json'), '{ "name": "shop", "type": "module" }');
    for (const source of blocks('ts')) {
      const [first, ...lines] = source.split('\n');
      const path = join(root, (first as string).slice(3));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, lines.join('\n'));
    }
    ask = askGraph(await buildCodeGraph(root, { cacheFile: null }));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('has a program that prints what it says', async () => {
    const [program = ''] = blocks('js');
    const imported = /^import \{ (.*) \} from 'scope-why\/graph';$/mu.exec(program)?.[1] ?? '';
    const names = imported.split(', ');
    const printed: string[] = [];
    const console = { log: (...values: unknown[]) => void printed.push(values.join(' ')) };
    const given: Readonly<Record<string, unknown>> = {
      ...api,
      buildCodeGraph: () => api.buildCodeGraph(root, { cacheFile: null }),
    };
    const body = program.replace(/^import.*$/mu, '');
    const run = new Function('console', ...names, `return (async () => {${body}})()`) as (
      ...values: readonly unknown[]
    ) => Promise<void>;
    await run(console, ...names.map((name) => given[name]));
    const said = [...program.matchAll(/^\/\/ (.*)$/gmu)].map(([, text]) => text);
    expect(said.length).toBeGreaterThan(0);
    expect(printed).toEqual(said);
  });

  it('has an example of every form', () => {
    const words = examples.map(([query]) => (query as string).split(' ')[1]);
    for (const form of ['functions', 'modules', 'callers', 'callees', 'writers', 'readers'])
      expect(words).toContain(form);
    for (const form of ['slice', 'paths', 'conditions', 'match']) expect(words).toContain(form);
  });

  it.each(examples)('%s', (query, ...expected) => {
    const parsed = parseQuery((query as string).slice(2));
    if (!parsed.ok) throw new Error(parsed.problem.message);
    const { hits } = runQuery(ask, parsed.query);
    expect(hits.map(({ file, line, name }) => `${file}:${line} ${name}`)).toEqual(
      expected.filter((line) => typeof line === 'string'),
    );
  });
});
