/**
 * The functions of one file in source order, with unique readable ids. Ordinals of anonymous functions and classes count
 * nodes of the same kind in the enclosing function, as node ids do, so that both name the same thing.
 */
import { formatNodeId } from '../../../protocol/ids.ts';
import type { NodeId } from '../../../protocol/ids.ts';
import { anonymousClassAround, nameParts } from './function-name.ts';
import { childOf } from '../node.ts';
import type { SyntaxNode, SyntaxTree } from '../node.ts';
import { NODE_KINDS } from '../scope-table.ts';
import type { Binding, FunctionInfo, FunctionKind } from '../scope-table.ts';

/** A function whose parameters are still being collected. */
export interface FunctionDraft extends FunctionInfo {
  readonly params: Binding[];
}

/** Functions nested so deep that a path is longer go by a part of it and a number: generated code nests without end. */
const MAX_PATH = 4000;

const INSIDE: ReadonlySet<string> = new Set([
  'parameters',
  'parameter',
  'body',
  'return_type',
  'type_parameters',
]);

/** @returns whether the child of a function node runs in that function (its name and decorators run around it) */
export function isInside(fn: SyntaxNode, child: SyntaxNode): boolean {
  return fn.type === 'program' || (child.field !== null && INSIDE.has(child.field));
}

const kinds = new Map<string, string>(Object.entries(NODE_KINDS));

/** @returns the kind that stands for the node's type in ids */
export function nodeKind({ type }: SyntaxNode): string {
  let kind = kinds.get(type);
  if (kind === undefined) {
    kind = type.replaceAll('_', '-');
    kinds.set(type, kind);
  }
  return kind;
}

function hasToken(node: SyntaxNode, type: string): boolean {
  return node.children.some((child) => !child.named && child.type === type);
}

function kindOf(node: SyntaxNode, text: string): FunctionKind {
  if (node.type === 'program') return 'module';
  if (node.type === 'arrow_function') return 'arrow';
  if (node.type === 'class_static_block') return 'static-block';
  if (node.type !== 'method_definition') return 'function';
  if (hasToken(node, 'get')) return 'getter';
  if (hasToken(node, 'set')) return 'setter';
  const name = childOf(node, 'name');
  const isConstructor =
    name !== null &&
    node.parent?.type === 'class_body' &&
    !hasToken(node, 'static') &&
    text.slice(name.start, name.end) === 'constructor';
  return isConstructor ? 'constructor' : 'method';
}

export interface FunctionRegistry {
  readonly functions: FunctionDraft[];
  /** Registers the function (parents before children, in source order). */
  add(node: SyntaxNode, parent: FunctionDraft | null): FunctionDraft;
  /** Counts an anonymous class expression, so that ids of its members can name it. */
  countClass(node: SyntaxNode, fn: FunctionDraft): void;
}

/** @returns an empty registry for the file */
export function createFunctionRegistry(tree: SyntaxTree): FunctionRegistry {
  const { path, text } = tree;
  const functions: FunctionDraft[] = [];
  const taken = new Map<string, number>();
  const ordinals = new Map<string, number>();
  const classes = new Map<SyntaxNode, string>();

  const nextOrdinal = (fn: FunctionDraft, kind: string): string => {
    const key = `${fn.index}/${kind}`;
    const ordinal = ordinals.get(key) ?? 0;
    ordinals.set(key, ordinal + 1);
    return `${kind}[${ordinal}]`;
  };
  const unique = (functionPath: string): NodeId => {
    const count = (taken.get(functionPath) ?? 0) + 1;
    taken.set(functionPath, count);
    if (count === 1) return formatNodeId({ file: path, functionPath });
    return unique(`${functionPath}~${count}`);
  };
  const pathOf = (fn: FunctionDraft): string => {
    const whole = fn.id.slice(path.length + 1);
    return whole.length > MAX_PATH ? whole.slice(0, MAX_PATH / 2) : whole;
  };

  const name = (node: SyntaxNode, parent: FunctionDraft): { id: NodeId; name: string } => {
    const kind = nodeKind(node);
    const place = nextOrdinal(parent, kind);
    const outer = pathOf(parent);
    const parts = nameParts(node, text);
    if (parts === null) {
      const around = parent.kind === 'module' ? (path.split('/').pop() ?? path) : parent.name;
      return {
        id: unique(`${outer}/${place}`),
        name: around.startsWith('<')
          ? around.replace(/^<[a-z-]+ in/u, `<${kind} in`)
          : `<${kind} in ${around}>`,
      };
    }
    const holder = anonymousClassAround(node, text);
    const held = holder === null ? undefined : classes.get(holder);
    const [first, ...rest] = parts;
    const local = first === 'this' ? rest : parts;
    const prefix = held === undefined ? (outer === '' ? '' : `${outer}.`) : `${outer}/${held}.`;
    const owner = first === 'this' ? receiverName(parent) : '';
    return { id: unique(prefix + local.join('.')), name: owner + local.join('.') };
  };

  return {
    functions,
    add(node, parent) {
      const named = parent === null ? { id: unique(''), name: '<module>' } : name(node, parent);
      const draft: FunctionDraft = {
        index: functions.length,
        node,
        ...named,
        kind: kindOf(node, text),
        parent: parent?.index ?? -1,
        isAsync: hasToken(node, 'async'),
        isGenerator: /^generator_/u.test(node.type) || hasToken(node, '*'),
        params: [],
        body: node.type === 'program' ? node : childOf(node, 'body'),
      };
      functions.push(draft);
      return draft;
    },
    countClass(node, fn) {
      if (node.type === 'class') classes.set(node, nextOrdinal(fn, 'class'));
    },
  };
}

/** `Cart.` inside `Cart.constructor` or `Cart.add`, `Cart.` inside the function `Cart`. */
function receiverName(fn: FunctionDraft): string {
  if (fn.kind === 'module' || fn.name.startsWith('<')) return '';
  const cut = fn.name.lastIndexOf('.');
  return cut === -1 ? `${fn.name}.` : fn.name.slice(0, cut + 1);
}
