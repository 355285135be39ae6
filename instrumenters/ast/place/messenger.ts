/**
 * Which calls hand something over, and which functions are listeners, as far as the text tells: by the names that Node's emitters,
 * streams, ports, processes and servers have for it. A function that is handed over by its name is no listener: it may be called by
 * others too.
 */
import { childOf, namedChildren } from '../../../code-graph/syntax/node.ts';
import type { SyntaxNode, SyntaxTree } from '../../../code-graph/syntax/node.ts';
import type { ScopeTable } from '../../../code-graph/syntax/scope-table.ts';
import { outerWrapper } from './position.ts';

const SENDS: ReadonlySet<string> = new Set([
  'emit',
  'postMessage',
  'send',
  'publish',
  'write',
  'end',
  'dispatchEvent',
  'request',
  'fetch',
]);
const RECEIVES: ReadonlySet<string> = new Set([
  'on',
  'once',
  'addListener',
  'prependListener',
  'prependOnceListener',
  'addEventListener',
  'subscribe',
  'createServer',
]);
/** Functions that hand over without an object before them. */
const GLOBAL_SENDS: ReadonlySet<string> = new Set(['fetch', 'postMessage']);
const HANDLER = /^on[a-z]+$/u;
const FUNCTIONS: ReadonlySet<string> = new Set(['arrow_function', 'function_expression']);
const MOST_LETTERS = 60;

function wordOf(tree: SyntaxTree, node: SyntaxNode): string {
  return tree.text.slice(node.start, node.end);
}

/** @returns `worker.postMessage`, on one line, and not longer than one reads. */
export function channelOf(tree: SyntaxTree, callee: SyntaxNode, first?: SyntaxNode): string {
  const name = first?.type === 'string' ? ` ${wordOf(tree, first).slice(1, -1)}` : '';
  return `${wordOf(tree, callee).replace(/\s+/gu, '')}${name}`.slice(-MOST_LETTERS);
}

function methodOf(tree: SyntaxTree, callee: SyntaxNode): string | null {
  const property = callee.type === 'member_expression' ? childOf(callee, 'property') : null;
  return property === null ? null : wordOf(tree, property);
}

/** @returns true for a callee that hands over what it is given */
export function sends({ tree, resolve }: ScopeTable, callee: SyntaxNode): boolean {
  if (callee.type === 'identifier')
    return GLOBAL_SENDS.has(wordOf(tree, callee)) && resolve(callee) === null;
  return SENDS.has(methodOf(tree, callee) ?? '');
}

/** `worker.on('message', f)`, `port.onmessage = f`. @returns what it listens to, or null for a function that is no listener */
export function listensTo(tree: SyntaxTree, fn: SyntaxNode): string | null {
  if (!FUNCTIONS.has(fn.type)) return null;
  const outer = outerWrapper(fn);
  const { parent } = outer;
  if (parent?.type === 'assignment_expression' && outer.field === 'right') {
    const left = childOf(parent, 'left');
    const isHandler = left !== null && HANDLER.test(methodOf(tree, left) ?? '');
    return isHandler ? channelOf(tree, left) : null;
  }
  const call = parent?.type === 'arguments' ? parent.parent : null;
  const callee = call?.type === 'call_expression' ? childOf(call, 'function') : null;
  if (parent === null || callee === null || !RECEIVES.has(methodOf(tree, callee) ?? ''))
    return null;
  return channelOf(tree, callee, namedChildren(parent)[0]);
}
