/** `scope graph check [dir]`: patterns that often go wrong, as file:line, rule and why; docs/ANALYSES.md describes them. */
import { relative, sep } from 'node:path';
import type { CodeGraph } from '../../../code-graph/index.ts';
import { nearestNames } from '../../../code-graph/project/search.ts';
import { RULES, checkRules } from '../../../code-graph/rule/check.ts';
import type { Checked } from '../../../code-graph/rule/check.ts';
import type { Rule } from '../../../code-graph/rule/rule.ts';
import { openSources } from '../../../code-graph/select/sources.ts';
import { EXIT_CODE, ScopeError } from '../../../protocol/problem.ts';
import type { Io } from '../../io.ts';
import { plural, wrap } from '../../render/text.ts';
import type { CommandInput } from '../planning.ts';
import { writeResult } from './output.ts';
import { folderAt } from './place.ts';

/** @throws ScopeError `usage` where a rule or folder is not there */
export function checkCommand(io: Io, graph: CodeGraph, input: CommandInput): number {
  const [, folder, ...rest] = input.words;
  if (rest.length > 0)
    throw new ScopeError('usage', 'say: scope graph check [dir] [--rule <name>]');
  const rules = rulesFor(input.options['rule']);
  const paths = pathsIn(graph, folder === undefined ? null : folderAt(io, folder));
  const checked = checkRules(openSources(graph), rules, paths);
  const { hits, files } = checked;
  const problems = [...graph.problems, ...checked.problems];
  const text =
    input.options['json'] === true
      ? `${JSON.stringify({ version: 1, files, rules: rules.map(({ name }) => name), hits, problems }, null, 2)}\n`
      : hitText(checked, rules, io.out.columns);
  writeResult(io, input, text);
  return EXIT_CODE.settled;
}

function rulesFor(wanted: unknown): readonly Rule[] {
  if (!Array.isArray(wanted)) return RULES;
  return wanted.map((name: unknown) => {
    const rule = RULES.find((one) => one.name === name);
    if (rule !== undefined) return rule;
    const names = RULES.map((one) => one.name);
    const [near] = nearestNames(String(name), names, 1);
    const hint = near === undefined ? '' : `; did you mean ${near}?`;
    throw new ScopeError('usage', `there is no rule ${String(name)}${hint} (${names.join(', ')})`);
  });
}

function pathsIn(graph: CodeGraph, folder: string | null): readonly string[] {
  const inside = folder === null ? '' : relative(graph.root, folder).split(sep).join('/');
  if (inside === '') return graph.paths();
  const found = graph.paths().filter((path) => path === inside || path.startsWith(`${inside}/`));
  if (found.length > 0) return found;
  throw new ScopeError('usage', `the project in ${graph.root} has no sources in ${inside}`);
}

function hitText(
  { hits, files, problems }: Checked,
  rules: readonly Rule[],
  columns: number,
): string {
  const lines = hits.flatMap(({ file, line, rule, why }) => [
    `${file}:${line}  ${rule}`,
    ...wrap(why, columns, '    '),
  ]);
  const counts = rules
    .map(({ name }) => [name, hits.filter(({ rule }) => rule === name).length] as const)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`);
  const last = `${plural(hits.length, 'hit')} in ${plural(files, 'file')}${counts.length === 0 ? '' : `: ${counts.join(', ')}`}`;
  return `${[...lines, ...problems.map(({ message }) => `problem: ${message}`), ...wrap(last, columns)].join('\n')}\n`;
}
