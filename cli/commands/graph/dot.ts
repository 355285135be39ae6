/** A function's control or data flow as a DOT picture; the function by its id or by a name that means one. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyzeScopes, buildBody, parseSource } from '../../../code-graph/index.ts';
import type { CodeGraph } from '../../../code-graph/index.ts';
import { cfgToDot, dfgToDot } from '../../../code-graph/body/dot.ts';
import { ScopeError } from '../../../protocol/problem.ts';

const MOST_NEAR = 8;

/** @throws ScopeError `usage` where no function is named, `question-unresolved` where the name means none or several */
export function drawFunction(graph: CodeGraph, words: readonly string[], isData: boolean): string {
  const [wanted] = words;
  if (wanted === undefined || words.length > 1)
    throw new ScopeError('usage', 'name one function: scope graph dot "src/cart.ts#Cart.add"');
  const id = idOf(graph, wanted);
  const file = id.slice(0, id.indexOf('#'));
  const text = readFileSync(join(graph.root, file), 'utf8');
  const scopes = analyzeScopes(parseSource(file, text).tree);
  const fn = scopes.functions.find((one) => one.id === id);
  if (fn === undefined)
    throw new ScopeError('question-unresolved', `${file} has no function ${id} any more`);
  const body = buildBody(scopes, fn);
  return isData ? dfgToDot(body) : cfgToDot(body);
}

function idOf(graph: CodeGraph, wanted: string): string {
  if (graph.function(wanted) !== null) return wanted;
  if (wanted.endsWith('#') && graph.modules().some(({ id }) => id === wanted)) return wanted;
  const found = graph.findByName(wanted).filter((node) => node.kind === 'function');
  const [first] = found;
  if (first !== undefined && found.length === 1) return first.id;
  const near =
    found.length > 0
      ? found.map(({ id }) => id)
      : graph.nearMatches(wanted, MOST_NEAR).flatMap((name) =>
          graph
            .findByName(name)
            .filter((node) => node.kind === 'function')
            .map(({ id }) => id),
        );
  throw new ScopeError(
    'question-unresolved',
    found.length > 0
      ? `${wanted} means ${found.length} functions; name one by its id`
      : `there is no function ${wanted}`,
    {
      problems: [...new Set(near)]
        .slice(0, MOST_NEAR)
        .map((message) => ({ message, severity: 'warning' })),
    },
  );
}
