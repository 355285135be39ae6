/** What a snapshot assertion hopes for: the text that an earlier run of the test has stored under the test's name. */
import { namedChildren, walkSyntax } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import { argumentsOf } from '../../provenance/call.ts';
import type { Context } from '../../provenance/point.ts';
import type { SourceFile } from '../../source-index.ts';
import { printedSide, storedSnapshot } from '../compared/printed.ts';
import type { Side } from '../compared/side.ts';
import { readAssertion } from './read.ts';
import type { Assertion } from './read.ts';

/** @returns the stored snapshot, or null where there is none, or the file of it can not be read */
export function storedSide(
  { readText }: Context,
  source: SourceFile,
  { node, expected }: Assertion,
): Side | null {
  const at = source.path.lastIndexOf('/') + 1;
  const folder = source.path.slice(0, at);
  const file = readText?.(`${folder}__snapshots__/${source.path.slice(at)}.snap`) ?? null;
  const tests = testsAround(source, node);
  const [innermost] = tests;
  if (file === null || innermost === undefined) return null;
  const titles = tests.map(({ title }) => title).reverse();
  const [hint] = expected;
  const hinted =
    hint?.type === 'string' ? `: ${source.text.slice(hint.start + 1, hint.end - 1)}` : '';
  const count = hinted === '' ? ordinalOf(source, innermost.body, node) : 1;
  for (const between of [' ', ' > ']) {
    const text = storedSnapshot(file, `${titles.join(between)}${hinted} ${count}`);
    if (text !== null) return printedSide(text);
  }
  return null;
}

interface Test {
  readonly title: string;
  readonly body: SyntaxNode;
}

/** The test and the suites around a node, the innermost first. */
function testsAround(source: SourceFile, node: SyntaxNode): readonly Test[] {
  const found: Test[] = [];
  for (let up: SyntaxNode | null = node; up !== null; up = up.parent) {
    const body = up;
    const call = body.parent?.type === 'arguments' ? body.parent.parent : null;
    if (call?.type !== 'call_expression' || !/function/u.test(body.type)) continue;
    const [title] = argumentsOf(call);
    if (title?.type === 'string')
      found.push({ title: source.text.slice(title.start + 1, title.end - 1), body });
  }
  return found;
}

/** Snapshots of one test are numbered in the order in which they are taken. */
function ordinalOf(source: SourceFile, body: SyntaxNode, node: SyntaxNode): number {
  let count = 0;
  walkSyntax(body, (inner) => {
    if (inner.start > node.start || inner.type !== 'call_expression') return true;
    const assertion = readAssertion(source, inner);
    if (assertion?.relation === 'snapshot' && namedChildren(inner).length > 0) count += 1;
    return true;
  });
  return Math.max(1, count);
}
