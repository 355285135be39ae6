/**
 * What each call names: a function or class of the file, an import, a member of something known, or just a method name.
 * Functions that are passed on as arguments count as calls with less confidence.
 */
import { childOf } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import type { CalleeKind, Reference } from './file-facts.ts';
import { unwrap } from './reference.ts';
import type { References } from './reference.ts';

export interface Callee {
  readonly callee: CalleeKind;
  readonly a: number;
  readonly b: number;
}

type Intern = (name: string) => number;

function ofReference(target: Reference | null): Callee | null {
  switch (target?.kind) {
    case 'function':
      return { callee: 'function', a: target.index, b: -1 };
    case 'class':
      return { callee: 'class', a: target.index, b: -1 };
    case 'import':
      return { callee: 'import', a: target.index, b: -1 };
    default:
      return null;
  }
}

/** @returns what a call or `new` names, or null where there is nothing to go by (a parameter, a computed member) */
export function calleeOf(call: SyntaxNode, references: References, intern: Intern): Callee | null {
  const named = childOf(call, 'function') ?? childOf(call, 'constructor');
  if (named === null) return null;
  const callee = unwrap(named);
  if (callee.type !== 'member_expression') return ofReference(references.ofExpression(callee));
  const property = childOf(callee, 'property');
  const object = childOf(callee, 'object');
  if (property === null || object === null) return null;
  const b = intern(references.textOf(property));
  const receiver = unwrap(object);
  if (receiver.type === 'this') return { callee: 'this', a: 0, b };
  if (receiver.type === 'super') return { callee: 'this', a: 1, b };
  const target = receiver.type === 'identifier' ? references.ofExpression(receiver) : null;
  if (target?.kind === 'import') return { callee: 'import-member', a: target.index, b };
  if (target !== null || receiver.type === 'identifier') {
    return { callee: 'qualified', a: intern(references.textOf(receiver)), b };
  }
  return { callee: 'member', a: -1, b };
}

/** @returns what an identifier that is handed on as an argument names, where that is a function */
export function passedFunction(identifier: SyntaxNode, references: References): Callee | null {
  if (identifier.parent?.type !== 'arguments') return null;
  const target = references.ofExpression(identifier);
  return target?.kind === 'function' || target?.kind === 'import' ? ofReference(target) : null;
}
