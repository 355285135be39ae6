/**
 * What type an expression surely has by its form alone: literals, operators, well-known members and calls, and constants
 * that were declared with such a form. Null is the answer wherever there is any doubt.
 */
import { childOf, namedChildren } from '../syntax/node.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import { writeOf } from '../body/access/write.ts';
import { unwrap } from '../body/flow/condition.ts';
import type { RuleFile } from './rule.ts';

export type Type = 'number' | 'string' | 'boolean' | 'function' | 'array' | 'object' | 'promise';

const BY_NODE: Readonly<Record<string, Type>> = {
  number: 'number',
  string: 'string',
  template_string: 'string',
  true: 'boolean',
  false: 'boolean',
  arrow_function: 'function',
  function_expression: 'function',
  array: 'array',
  object: 'object',
};
const NUMERIC_CALLS =
  /^(?:Number|parseInt|parseFloat|Math\.\w+|Number\.parse(?:Int|Float)|Date\.now|performance\.now)$/u;
const PROMISE_CALLS = /^(?:Promise\.(?:all|allSettled|race|any|resolve|reject)|fetch|import)$/u;
const NUMERIC_METHODS =
  /\.(?:indexOf|lastIndexOf|charCodeAt|codePointAt|getTime|valueOf|push|localeCompare|search|getFullYear|getMonth|getDate)$/u;
const STRING_METHODS = /\.(?:toString|toLowerCase|toUpperCase|trim|join|charAt|toFixed|replace)$/u;
const NUMERIC_OPERATORS = /^(?:-|\*|\/|%|\*\*|\||&|\^|<<|>>|>>>)$/u;
const MOST_STEPS = 5;

/** The callee as it is written: `Math.max`, `list.push`. */
export function calleeName(call: SyntaxNode, textOf: (node: SyntaxNode) => string): string {
  const callee = childOf(call, 'function') ?? childOf(call, 'constructor');
  return callee === null ? '' : textOf(unwrap(callee)).replace(/\s+/gu, '').replaceAll('?.', '.');
}

/** The arguments of a call; none for a tagged template. */
export function argumentsOf(call: SyntaxNode): readonly SyntaxNode[] {
  const list = childOf(call, 'arguments');
  return list === null || list.type !== 'arguments' ? [] : namedChildren(list);
}

/** @returns the value that a name was declared with, where nothing else is ever written to it */
export function constantOf(file: RuleFile, name: SyntaxNode): SyntaxNode | null {
  const binding = name.type === 'identifier' ? file.scopes.resolve(name) : null;
  const declarator = binding?.node.parent ?? null;
  if (binding === null || declarator?.type !== 'variable_declarator') return null;
  const writes = file.scopes.references(binding).filter((one) => writeOf(one) !== null);
  if (binding.kind !== 'const' && writes.length !== 1) return null;
  return childOf(declarator, 'value');
}

function ofCall(file: RuleFile, call: SyntaxNode): Type | null {
  if (file.asyncCalls.has(call)) return 'promise';
  const name = calleeName(call, file.textOf);
  if (PROMISE_CALLS.test(name) && isGlobal(file, call)) return 'promise';
  if (NUMERIC_CALLS.test(name) || NUMERIC_METHODS.test(name)) return 'number';
  return name === 'String' || STRING_METHODS.test(name) ? 'string' : null;
}

/** The first name of the callee is not declared in the file. */
function isGlobal(file: RuleFile, call: SyntaxNode): boolean {
  let at = childOf(call, 'function');
  while (at !== null && at.type === 'member_expression') at = childOf(at, 'object');
  return at !== null && (at.type !== 'identifier' || file.scopes.resolve(at) === null);
}

/** @returns the type, or null where the form does not say */
export function typeOf(file: RuleFile, expression: SyntaxNode, steps = MOST_STEPS): Type | null {
  const node = unwrap(expression);
  const known = Object.hasOwn(BY_NODE, node.type) ? BY_NODE[node.type] : undefined;
  if (known !== undefined || steps === 0) return known ?? null;
  switch (node.type) {
    case 'identifier': {
      const value = constantOf(file, node);
      return value === null ? null : typeOf(file, value, steps - 1);
    }
    case 'call_expression':
      return ofCall(file, node);
    case 'new_expression':
      return calleeName(node, file.textOf) === 'Promise' ? 'promise' : 'object';
    case 'member_expression':
      return /\.(?:length|size|byteLength)$/u.test(file.textOf(node)) ? 'number' : null;
    case 'update_expression':
      return 'number';
    case 'unary_expression':
      return ofUnary(childOf(node, 'operator')?.type ?? '');
    case 'binary_expression':
      return ofBinary(file, node, steps);
    case 'ternary_expression': {
      const yes = typeOf(file, childOf(node, 'consequence') ?? node, steps - 1);
      const no = typeOf(file, childOf(node, 'alternative') ?? node, steps - 1);
      return yes === no ? yes : null;
    }
    default:
      return null;
  }
}

function ofUnary(operator: string): Type | null {
  if (operator === 'typeof') return 'string';
  if (operator === '!' || operator === 'delete') return 'boolean';
  return operator === '+' || operator === '-' || operator === '~' ? 'number' : null;
}

function ofBinary(file: RuleFile, node: SyntaxNode, steps: number): Type | null {
  const operator = childOf(node, 'operator')?.type ?? '';
  if (/^(?:[=!]==?|[<>]=?|in|instanceof)$/u.test(operator)) return 'boolean';
  if (NUMERIC_OPERATORS.test(operator)) return 'number';
  if (operator !== '+') return null;
  const left = typeOf(file, childOf(node, 'left') ?? node, steps - 1);
  const right = typeOf(file, childOf(node, 'right') ?? node, steps - 1);
  if (left === 'string' || right === 'string') return 'string';
  return left === 'number' && right === 'number' ? 'number' : null;
}
