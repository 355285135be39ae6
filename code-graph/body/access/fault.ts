/**
 * Which evaluations can end in an error of the language itself, or run user code through one of its hooks, although no call is
 * written there: names that are read too early or are not declared, constants that are assigned, operators that turn objects
 * into primitives (`valueOf`, `toString`, a symbol, a bigint beside a number). The answer errs on the side of yes; it is no
 * only where the text proves it.
 */
import { childOf, namedChildren } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import type { Binding, FunctionInfo, ScopeTable } from '../../syntax/scope-table.ts';
import { operatorOf, unwrap } from '../flow/condition.ts';

/** Globals that every host of this program has. */
const GLOBALS: ReadonlySet<string> = new Set(
  (
    'undefined NaN Infinity globalThis arguments Object Array String Number Boolean Symbol BigInt Function Math JSON ' +
    'Date RegExp Promise Proxy Reflect Map Set WeakMap WeakSet WeakRef Error TypeError RangeError SyntaxError ' +
    'ReferenceError EvalError URIError AggregateError ArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray ' +
    'Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array BigInt64Array BigUint64Array ' +
    'SharedArrayBuffer Atomics Intl parseInt parseFloat isNaN isFinite encodeURIComponent decodeURIComponent ' +
    'encodeURI decodeURI escape unescape eval console setTimeout setInterval clearTimeout clearInterval'
  ).split(' '),
);

/** Kinds of binding that do not exist before their declaration was evaluated. */
const LATE: ReadonlySet<Binding['kind']> = new Set(['let', 'const', 'using', 'class']);

const HOISTED: ReadonlySet<string> = new Set([
  'function_declaration',
  'generator_function_declaration',
]);

const DECLARING = /^(?:variable_declarator|(?:abstract_)?class(?:_declaration)?)$/u;

/** The declaration that makes a late binding: what ends where the binding begins to be readable. */
function declarationOf(binding: Binding): SyntaxNode {
  let at: SyntaxNode = binding.node;
  while (at.parent !== null && !DECLARING.test(at.type)) {
    if (at.parent.type === 'for_in_statement') return childOf(at.parent, 'right') ?? at;
    if (/_statement$|_block$/u.test(at.parent.type)) break;
    at = at.parent;
  }
  return at;
}

function isInSwitch(node: SyntaxNode): boolean {
  const { parent } = node;
  return (
    parent !== null &&
    /_declaration$/u.test(parent.type) &&
    /^switch_/u.test(parent.parent?.type ?? '')
  );
}

/** The function right below the declaring one through which a name in a closure is reached. */
function outermostClosure(scopes: ScopeTable, node: SyntaxNode, owner: FunctionInfo): SyntaxNode {
  let fn = scopes.functionOf(node);
  for (let up = scopes.functions[fn.parent]; up !== undefined && up !== owner;) {
    fn = up;
    up = scopes.functions[fn.parent];
  }
  return fn.node;
}

/** @returns whether a variable may not be there yet where this identifier names it */
function mayComeEarly(scopes: ScopeTable, identifier: SyntaxNode, binding: Binding): boolean {
  if (binding.kind === 'import') return true;
  if (binding.kind === 'param') {
    const owner = binding.declaredIn.body;
    return owner !== null && identifier.end <= owner.start && identifier.start < binding.node.end;
  }
  if (!LATE.has(binding.kind)) return false;
  const declaration = declarationOf(binding);
  if (isInSwitch(declaration) || isInSwitch(declaration.parent ?? declaration)) return true;
  const isOwn = scopes.functionOf(identifier) === binding.declaredIn;
  const place = isOwn ? identifier : outermostClosure(scopes, identifier, binding.declaredIn);
  return place.start < declaration.end || (!isOwn && HOISTED.has(place.type));
}

/** @returns whether reading this name can fail: it is not declared, or not there yet */
export function mayFailToRead(scopes: ScopeTable, identifier: SyntaxNode): boolean {
  const binding = scopes.resolve(identifier);
  if (binding !== null) return mayComeEarly(scopes, identifier, binding);
  return !GLOBALS.has(scopes.tree.text.slice(identifier.start, identifier.end));
}

/** @returns whether assigning to this name (not declaring it) can fail */
export function mayFailToWrite(scopes: ScopeTable, identifier: SyntaxNode): boolean {
  const binding = scopes.resolve(identifier);
  if (binding === null) return true;
  if (/^(?:const|using|import|enum|namespace)$/u.test(binding.kind)) return true;
  const isOwnName =
    /^(?:class|function)$/u.test(binding.kind) &&
    binding.node.parent !== null &&
    scopes.functionOf(identifier) !== binding.declaredIn;
  return isOwnName || mayComeEarly(scopes, identifier, binding);
}

const PRIMITIVES =
  /^(?:number|string|template_string|true|false|null|undefined|regex|arrow_function)$/u;
const PURE_OPERATORS: ReadonlySet<string> = new Set(['typeof', '!', 'void']);

/** @returns whether an expression is a string, number or boolean by what is written: turning it into one runs no code */
function isPlainPrimitive(node: SyntaxNode, text: string): boolean {
  const inner = unwrap(node);
  // A bigint may not stand beside a number.
  if (inner.type === 'number') return text[inner.end - 1] !== 'n';
  if (inner.type === 'unary_expression') return PURE_OPERATORS.has(operatorOf(inner));
  if (inner.type === 'binary_expression') return /^[!=]==$|^[<>]=?$/u.test(operatorOf(inner));
  return PRIMITIVES.test(inner.type);
}

/** @returns whether an operator on these operands may call `valueOf`, `toString` or a trap, or refuse them */
export function mayRunHooks(node: SyntaxNode, text: string): boolean {
  const operator = operatorOf(node);
  switch (node.type) {
    case 'unary_expression':
      if (operator === 'delete') return true;
      if (PURE_OPERATORS.has(operator)) return false;
      break;
    case 'binary_expression':
      if (operator === '===' || operator === '!==') return false;
      if (operator === 'in' || operator === 'instanceof') return true;
      break;
    case 'template_string':
      return node.children.some(
        (part) =>
          part.type === 'template_substitution' &&
          !namedChildren(part).every((inner) => isPlainPrimitive(inner, text)),
      );
    default:
      return true;
  }
  const operands = namedChildren(node);
  if (/^[=!]=$/u.test(operator) && operands.some(isNullish)) return false;
  return !operands.every((operand) => isPlainPrimitive(operand, text));
}

/** Comparing with null or undefined converts nothing. */
function isNullish(node: SyntaxNode): boolean {
  return /^(?:null|undefined)$/u.test(unwrap(node).type);
}

/** @returns whether `this` may not be there yet: in the constructor of a derived class, before `super()` */
export function mayLackThis(scopes: ScopeTable, owner: FunctionInfo): boolean {
  let fn: FunctionInfo | undefined = owner;
  while (fn?.kind === 'arrow') fn = scopes.functions[fn.parent];
  if (fn?.kind !== 'constructor') return false;
  const holder = fn.node.parent?.parent;
  return holder?.children.some((child) => child.type === 'class_heritage') ?? false;
}
