/**
 * One walk over a file that writes down how what can be called flows through it. Every node type with a rule is a line of a
 * table; anything else is its children. Broken syntax and endless nesting leave rows out, nothing more.
 */
import { isTypeNode } from '../../../syntax/binding/pattern.ts';
import { childOf, namedChildren } from '../../../syntax/node.ts';
import { CALLS } from './call.ts';
import type { Evaluation, Rule } from './evaluation.ts';
import { EXPRESSIONS } from './expression.ts';
import { EXPORTS_VERTEX } from './flow-fact.ts';
import type { FlowFacts } from './flow-fact.ts';
import { CALLABLES } from './function.ts';
import { IMPLICIT } from './implicit/kind.ts';
import { disposed, iterated } from './implicit/row.ts';
import { MODULES } from './module.ts';
import { assign, assignment, declarator } from './pattern.ts';
import { FileTypes } from './type.ts';
import { FlowWriter } from './writer.ts';
import type { WriterParts } from './writer.ts';

const MAX_DEPTH = 700;

/** `for (x of xs)`: elements; `for (k in o)`: keys, which call nothing. */
const loop: Rule = (evaluation, node) => {
  const { writer } = evaluation;
  const left = childOf(node, 'left');
  const right = childOf(node, 'right');
  const from = evaluation.value(right);
  const isOf = childOf(node, 'operator')?.type === 'of';
  if (left !== null && right !== null && isOf) {
    const isAwaited = node.children.some((child) => !child.named && child.type === 'await');
    const kind = isAwaited ? IMPLICIT.iterateAsync : IMPLICIT.iterate;
    const element = writer.load(iterated(evaluation, from, right, kind), null, right);
    assign(evaluation, left, element);
    disposed(evaluation, childOf(node, 'kind'), element, node);
  }
  const body = childOf(node, 'body');
  if (body !== null) evaluation.run(body);
  return -1;
};

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...Object.entries(EXPRESSIONS),
  ...Object.entries(CALLS),
  ...Object.entries(CALLABLES),
  ...Object.entries(MODULES),
  ['assignment_expression', assignment],
  ['augmented_assignment_expression', assignment],
  ['variable_declarator', declarator],
  ['for_in_statement', loop],
]);

/** @returns the flow facts of a file; its function and class indexes are those of the scope table and `references` */
export function extractFlow(parts: WriterParts): FlowFacts {
  const writer = new FlowWriter(parts);
  let depth = 0;
  const evaluation: Evaluation = {
    writer,
    types: new FileTypes(writer),
    fn: 0,
    self: EXPORTS_VERTEX,
    super: -1,
    isStatic: false,
    exports: EXPORTS_VERTEX,
    receivers: new Map(),
    value(node) {
      if (node === null || isTypeNode(node)) return -1;
      const rule = RULES.get(node.type);
      if (rule === undefined) {
        this.run(node);
        return -1;
      }
      if (depth >= MAX_DEPTH) return -1;
      depth += 1;
      const vertex = rule(this, node);
      depth -= 1;
      return vertex;
    },
    run(node) {
      if (depth >= MAX_DEPTH) return;
      depth += 1;
      for (const child of namedChildren(node)) this.value(child);
      depth -= 1;
    },
  };
  evaluation.run(parts.references.scopes.tree.root);
  return writer.finish();
}
