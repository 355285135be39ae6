/**
 * What a computed key is, by the text of its file: a string that can be worked out, a symbol, a constant of unknown value, or
 * nothing that is known. A symbol has a name that no string has, so that `o[Symbol.iterator]` is never taken for a member that
 * is called by a name. Bindings that are written more than once are not known.
 */
import { childOf, namedChildren } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import type { Binding, ScopeTable } from '../../syntax/scope-table.ts';
import { unwrap } from './reference.ts';

/** In front of the names of symbols; a blank, as people do not call their members so. */
const SYMBOL = ' @';
/** In front of the name of a constant whose value is not known here: an imported one, or what a call made. */
const CONSTANT = ' [';

const MOST_STEPS = 8;

export type Key =
  | { readonly kind: 'string'; readonly value: string }
  /** The index of an element. */
  | { readonly kind: 'number'; readonly value: string }
  /** `name`: of the constant that holds it, or of the expression for those that everybody knows. */
  | { readonly kind: 'symbol'; readonly name: string }
  /** The same wherever it stands, but of unknown value. */
  | { readonly kind: 'constant'; readonly name: string };

/** Symbols of Node, by the expressions that people write: one has several, and some are registered under a string. */
const OF_NODE: Readonly<Record<string, string>> = {
  'util.inspect.custom': 'nodejs.util.inspect.custom',
  'inspect.custom': 'nodejs.util.inspect.custom',
  'promisify.custom': 'nodejs.util.promisify.custom',
  'util.promisify.custom': 'nodejs.util.promisify.custom',
  'events.errorMonitor': 'events.errorMonitor',
  'EventEmitter.errorMonitor': 'events.errorMonitor',
};

const registered = (name: string): Key => ({ kind: 'symbol', name: `for ${name}` });

/** @returns the name that properties under a symbol of the language have: `[Symbol.iterator]` */
export function wellKnownSymbol(name: string): string {
  return `${SYMBOL}Symbol.${name}`;
}

/** @returns what the key is, or null where it may be anything */
export function readKey(scopes: ScopeTable, expression: SyntaxNode): Key | null {
  return read(scopes, expression, MOST_STEPS);
}

/** @returns the name that properties of that key have in flow facts: of its own for whatever is no string; null: any */
export function keyProperty(scopes: ScopeTable, expression: SyntaxNode): string | null {
  const key = readKey(scopes, expression);
  if (key === null) return null;
  if (key.kind === 'string' || key.kind === 'number') return key.value;
  return key.kind === 'symbol' ? `${SYMBOL}${key.name}` : `${CONSTANT}${key.name}`;
}

/** @returns what {@link keyProperty} gives for each value that a key may have: `o[down ? 'last' : 'first']`; null where it may be any */
export function keyProperties(
  scopes: ScopeTable,
  expression: SyntaxNode,
  steps = MOST_STEPS,
): readonly string[] | null {
  const whole = keyProperty(scopes, expression);
  if (whole !== null && !isOfUnknownConstant(whole)) return [whole];
  const node = steps === 0 ? null : choiceOf(scopes, unwrap(expression));
  const names = ['consequence', 'alternative'].map((part) => {
    const value = node === null ? null : childOf(node, part);
    return value === null ? null : keyProperties(scopes, value, steps - 1);
  });
  const [first, second] = names;
  if (first && second) return [...new Set([...first, ...second])];
  return whole === null ? null : [whole];
}

/** The condition that decides what a key is: there, or where the constant is declared that holds it. */
function choiceOf(scopes: ScopeTable, node: SyntaxNode): SyntaxNode | null {
  const binding = node.type === 'identifier' ? scopes.resolve(node) : null;
  const value = binding === null ? node : initialValue(scopes, binding);
  return value?.type === 'ternary_expression' ? value : null;
}

/** Whether a name of {@link keyProperty} is that of a symbol. */
export function isOfSymbol(name: string): boolean {
  return name.startsWith(SYMBOL);
}

/** Whether a name of {@link keyProperty} is that of a constant whose value is not known: the property may have another name. */
export function isOfUnknownConstant(name: string): boolean {
  return name.startsWith(CONSTANT);
}

/** @returns the name of the symbol that a constant of unknown value would be, if the project has one of that name */
export function symbolOfConstant(name: string): string {
  return `${SYMBOL}${name.slice(CONSTANT.length)}`;
}

/** @returns the name of the symbol that `const k = Symbol()` or `{ k: Symbol() }` makes; null for any other call */
export function madeSymbol(scopes: ScopeTable, call: SyntaxNode): string | null {
  if (!isGlobal(scopes, childOf(call, 'function'), 'Symbol')) return null;
  const holder = call.parent;
  const isHeld = holder?.type === 'variable_declarator' || holder?.type === 'pair';
  const name = isHeld ? (childOf(holder, 'name') ?? childOf(holder, 'key')) : null;
  if (name?.type !== 'identifier' && name?.type !== 'property_identifier') return null;
  return `${SYMBOL}${scopes.tree.text.slice(name.start, name.end)}`;
}

function read(scopes: ScopeTable, expression: SyntaxNode, steps: number): Key | null {
  const node = unwrap(expression);
  const textOf = (part: SyntaxNode): string => scopes.tree.text.slice(part.start, part.end);
  if (steps === 0) return null;
  switch (node.type) {
    case 'string':
    case 'template_string': {
      const text = textOf(node);
      const isPlain = !text.includes('\\') && !namedChildren(node).some(isHole);
      return isPlain ? { kind: 'string', value: text.slice(1, -1) } : null;
    }
    case 'number': {
      const value = Number(textOf(node).replaceAll('_', ''));
      return Number.isSafeInteger(value) ? { kind: 'number', value: String(value) } : null;
    }
    case 'binary_expression': {
      const parts = [childOf(node, 'left'), childOf(node, 'right')].map((part) =>
        part === null ? null : read(scopes, part, steps - 1),
      );
      const [left, right] = parts;
      if (childOf(node, 'operator')?.type !== '+') return null;
      if (left?.kind !== 'string' || right?.kind !== 'string') return null;
      return { kind: 'string', value: left.value + right.value };
    }
    case 'identifier': {
      const binding = scopes.resolve(node);
      return binding === null ? null : ofBinding(scopes, binding, steps - 1);
    }
    case 'member_expression':
      return ofMember(scopes, node);
    case 'call_expression':
      return ofCall(scopes, node);
    default:
      return null;
  }
}

const isHole = ({ type }: SyntaxNode): boolean => type === 'template_substitution';

/** Names of globals that are called or read: `Symbol` where nothing of that name is declared. */
function isGlobal(scopes: ScopeTable, node: SyntaxNode | null, name: string): boolean {
  if (node?.type !== 'identifier' || scopes.resolve(node) !== null) return false;
  return scopes.tree.text.slice(node.start, node.end) === name;
}

function ofMember(scopes: ScopeTable, node: SyntaxNode): Key | null {
  const object = childOf(node, 'object');
  const property = childOf(node, 'property');
  if (object === null || property === null) return null;
  const name = scopes.tree.text.slice(property.start, property.end);
  if (isGlobal(scopes, object, 'Symbol')) return { kind: 'symbol', name: `Symbol.${name}` };
  if (name === 'custom' || name === 'errorMonitor') {
    const text = scopes.tree.text.slice(node.start, node.end).replaceAll(/\s/gu, '');
    const known = Object.hasOwn(OF_NODE, text) ? OF_NODE[text] : undefined;
    if (known !== undefined) return registered(known);
  }
  let root = unwrap(object);
  while (root.type === 'member_expression') root = unwrap(childOf(root, 'object') ?? object);
  const binding = root.type === 'identifier' ? scopes.resolve(root) : null;
  if (binding === null || !isConstantOfModule(scopes, binding)) return null;
  return { kind: 'constant', name };
}

/** `Symbol.for('x')`; `Symbol('x')` is another one each time, and is known by the constant that holds it. */
function ofCall(scopes: ScopeTable, node: SyntaxNode): Key | null {
  const callee = childOf(node, 'function');
  if (callee?.type !== 'member_expression') return null;
  if (!isGlobal(scopes, childOf(callee, 'object'), 'Symbol')) return null;
  const [argument] = namedChildren(childOf(node, 'arguments') ?? callee);
  const name = argument === undefined ? null : readKey(scopes, argument);
  return name?.kind === 'string' ? registered(name.value) : null;
}

/** By the steps that were left: what is known does not depend on who asked first. */
const keys = new WeakMap<Binding, (Key | null | undefined)[]>();

function ofBinding(scopes: ScopeTable, binding: Binding, steps: number): Key | null {
  let known = keys.get(binding);
  if (known === undefined) keys.set(binding, (known = []));
  let key = known[steps];
  if (key === undefined) known[steps] = key = valueOf(scopes, binding, steps);
  return key;
}

function valueOf(scopes: ScopeTable, binding: Binding, steps: number): Key | null {
  if (!/^(?:import|const|let|var)$/u.test(binding.kind)) return null;
  if (isWrittenAgain(scopes, binding)) return null;
  const value = initialValue(scopes, binding);
  if (value !== null) {
    const known = read(scopes, value, steps);
    if (known !== null && known.kind !== 'constant') return known;
    const made = unwrap(value);
    const callee = made.type === 'call_expression' ? childOf(made, 'function') : null;
    if (isGlobal(scopes, callee, 'Symbol')) return { kind: 'symbol', name: binding.name };
  }
  return isConstantOfModule(scopes, binding) ? { kind: 'constant', name: binding.name } : null;
}

/** What a variable is declared with and holds ever since; null where it is not known. */
function initialValue(scopes: ScopeTable, binding: Binding): SyntaxNode | null {
  if (!/^(?:const|let|var)$/u.test(binding.kind) || isWrittenAgain(scopes, binding)) return null;
  const declaration = binding.node.parent;
  const isWhole = declaration?.type === 'variable_declarator' && binding.node.field === 'name';
  const value = isWhole ? childOf(declaration, 'value') : null;
  return value === null ? null : unwrap(value);
}

/** One value for the whole run: an import, or a variable of the module that is written once. */
function isConstantOfModule(scopes: ScopeTable, binding: Binding): boolean {
  if (binding.declaredIn.kind !== 'module' || binding.loop !== null) return false;
  if (!/^(?:import|const|let|var|enum)$/u.test(binding.kind)) return false;
  return !isWrittenAgain(scopes, binding);
}

const known = new WeakMap<Binding, boolean>();

/** Written anywhere but where it is declared, or declared without a value. */
function isWrittenAgain(scopes: ScopeTable, binding: Binding): boolean {
  let found = known.get(binding);
  if (found === undefined) {
    const isConstant = /^(?:const|import|enum)$/u.test(binding.kind);
    found =
      !isConstant &&
      (!isInitialized(binding.node) ||
        scopes.references(binding).some((at) => at !== binding.node && isTarget(at)));
    known.set(binding, found);
  }
  return found;
}

function isInitialized(name: SyntaxNode): boolean {
  let at = name.parent;
  while (at !== null && /_pattern$/u.test(at.type)) at = at.parent;
  return at?.type === 'variable_declarator' && childOf(at, 'value') !== null;
}

/** The name stands where something is written: alone, in a pattern, or as a declaration once more. */
function isTarget(name: SyntaxNode): boolean {
  const up = name.parent;
  if (up === null || /_pattern$/u.test(up.type)) return true;
  if (up.type === 'update_expression') return true;
  if (/^(?:assignment_expression|augmented_assignment_expression|for_in_statement)$/u.test(up.type))
    return name.field === 'left';
  return up.type === 'variable_declarator' && name.field === 'name';
}
