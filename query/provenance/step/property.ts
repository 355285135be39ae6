/** One backward step from a write of a property: to its right side, the value before it, and why the write was reached. */
import { childOf } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import { refOf } from '../../value-text.ts';
import { COST } from '../cost.ts';
import { expressionAt } from '../point.ts';
import type { Dependence } from '../point.ts';
import { controlStep, valueStep } from './dependence.ts';
import type { Of } from './dependence.ts';

export function expandProperty(point: Of<'property'>): readonly Dependence[] {
  const { source, frame, event } = point;
  const node = assignmentAround(point.node);
  const right = node === null ? null : (childOf(node, 'right') ?? childOf(node, 'value'));
  const reached = controlStep([source, point.node, frame, event.seq, right], COST.operand, 'ran');
  const deps: Dependence[] = [reached, ...keyOf(point)];
  if (node === null) return deps;
  if (right !== null) {
    const from = expressionAt(source, right, frame, event.seq);
    deps.push(valueStep(from, COST.operand, 'computed from'));
  }
  return [...deps, ...valueBefore(point, node)];
}

/** `o[k] = v` and `delete o[k]`: the key says which property it was. */
function keyOf({ source, node, frame, event }: Of<'property'>): readonly Dependence[] {
  const target = childOf(node, 'left') ?? childOf(node, 'argument') ?? node;
  const index = target.type === 'subscript_expression' ? childOf(target, 'index') : null;
  return index === null
    ? []
    : [valueStep(expressionAt(source, index, frame, event.seq), COST.base, 'under this key')];
}

/** `o.x += 1` and `o.x++` read what they replace. */
function valueBefore(point: Of<'property'>, node: SyntaxNode): readonly Dependence[] {
  if (!/^(?:augmented_assignment|update)_expression$/u.test(node.type)) return [];
  const { source, frame, event } = point;
  const left = childOf(node, 'left') ?? childOf(node, 'argument');
  const ref = refOf(event.object);
  if (left === null || ref === null || event.key === null) return [];
  const at = expressionAt(source, left, frame, event.seq);
  const { process } = frame;
  return [
    valueStep(
      { kind: 'member', process, ref, key: event.key, before: event.seq, at },
      COST.definition,
      'its value before',
    ),
  ];
}

function assignmentAround(node: SyntaxNode): SyntaxNode | null {
  for (let up: SyntaxNode | null = node; up !== null; up = up.parent) {
    if (
      /^(?:assignment_expression|augmented_assignment_expression|update_expression|field_definition|public_field_definition)$/u.test(
        up.type,
      )
    )
      return up;
    if (up.type.endsWith('statement')) return null;
  }
  return null;
}
