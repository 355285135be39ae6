/**
 * A point is one place in one execution whose cause can be asked for: the value of an expression in a frame at a time, a
 * write that happened, a property of an object at a time, what a frame returned, what a parameter received, why a place was
 * reached. A dependence leads from a point to a point that it was computed from. Both cite recorded events only.
 */
import type { FunctionInfo, SyntaxNode } from '../../code-graph/index.ts';
import type { Value } from '../../protocol/event.ts';
import type { SourceFile, SourceIndex } from '../source-index.ts';
import type { Frame, PropertyWrite, Timeline, VariableWrite } from '../timeline.ts';

export interface ExpressionPoint {
  readonly kind: 'expression';
  readonly source: SourceFile;
  readonly node: SyntaxNode;
  readonly frame: Frame;
  /** The evaluation meant is the last one before this seq. */
  readonly before: number;
}

export type Point =
  | ExpressionPoint
  | {
      readonly kind: 'variable';
      readonly event: VariableWrite;
      readonly frame: Frame;
      readonly source: SourceFile;
      readonly node: SyntaxNode;
    }
  | {
      readonly kind: 'property';
      readonly event: PropertyWrite;
      readonly frame: Frame;
      readonly source: SourceFile;
      readonly node: SyntaxNode;
    }
  /** A property of an object at a time; where it came from is not settled yet. `at` is who asked. */
  | {
      readonly kind: 'member';
      readonly process: number;
      readonly ref: number;
      readonly key: string;
      readonly before: number;
      readonly at: ExpressionPoint;
    }
  | {
      readonly kind: 'return';
      readonly frame: Frame;
      readonly source: SourceFile;
      readonly node: SyntaxNode;
    }
  | {
      readonly kind: 'parameter';
      readonly frame: Frame;
      readonly index: number;
      readonly source: SourceFile;
      readonly node: SyntaxNode;
    }
  /** Why this place was reached. */
  | {
      readonly kind: 'reached';
      /** The value that was taken here is a constant: only the conditions explain it. */
      readonly isDecisive: boolean;
      /** The place itself is part of the explanation: an argument that was not given there. */
      readonly isPlace?: boolean;
      readonly source: SourceFile;
      readonly node: SyntaxNode;
      readonly frame: Frame;
      readonly before: number;
    }
  /** The recording ends here. `functionId` names what to instrument next, where that is known. */
  | {
      readonly kind: 'frontier';
      readonly at: ExpressionPoint;
      readonly reason: FrontierReason;
      readonly detail: string;
      readonly functionId: string | null;
    };

export type FrontierReason = 'not-instrumented' | 'native' | 'external' | 'not-recorded';

export type Role = 'value' | 'control' | 'call';

export interface Dependence {
  readonly to: Point;
  readonly role: Role;
  /** What the step counts in the distance of a suspect; copies cost little. */
  readonly cost: number;
  /** Words between the two hops: "reads order.total, last written at". */
  readonly why: string;
  readonly hint?: Hint;
  /** No event links the two: they have the same content. */
  readonly isInferred?: boolean;
}

/**
 * What makes a place suspicious beside that the symptom depends on it: it kept another value from coming, it did not give an
 * argument or a property (and could have: `lost`), it came too late.
 */
export type Hint = 'turned' | 'argument' | 'property' | 'lost' | 'late' | 'unawaited' | 'extra';

export interface Context {
  readonly timeline: Timeline;
  readonly sources: SourceIndex;
  /** Where actual and expected text differ, with what stands around it; absent where no texts are compared. */
  readonly wrongPiece?: string;
  /** The command that was recorded ended with another exit code than 0; absent where that is not known. */
  readonly hasFailed?: boolean;
  /** @returns true for files that hold tests; absent where no file is known to. */
  readonly isTest?: (path: string) => boolean;
  /** @returns the text of a file of the project, as it is now, or null; absent where no files can be read. */
  readonly readText?: (path: string) => string | null;
  /** @returns the project-relative path that an import of `file` means, or null outside the recording */
  resolveImport(file: string, specifier: string): string | null;
}

/** What a point is about, for a hop: the place, the event that proves it and the value. */
export interface Evidence {
  readonly source: SourceFile;
  readonly node: SyntaxNode;
  readonly frame: Frame;
  readonly seq: number | null;
  readonly value: Value | null;
  /** The moment at which an expression had the value, where that is later than the event. */
  readonly before?: number;
}

/** @returns a text that is equal exactly for equal points */
export function pointKey(point: Point): string {
  switch (point.kind) {
    case 'variable':
    case 'property':
      return `w:${point.event.seq}`;
    case 'member':
      return `m:${point.process}:${point.ref}:${point.key}:${point.before}`;
    case 'return':
      return `r:${point.frame.process}:${point.frame.id}`;
    case 'parameter':
      return `p:${point.frame.process}:${point.frame.id}:${point.index}`;
    case 'frontier':
      return `f:${pointKey(point.at)}`;
    case 'expression':
    case 'reached':
      return `${point.kind}:${point.source.path}:${point.node.start}:${point.node.end}:${point.frame.process}:${point.frame.id}:${point.before}`;
  }
}

const TRANSPARENT: ReadonlySet<string> = new Set([
  'parenthesized_expression',
  'as_expression',
  'satisfies_expression',
  'non_null_expression',
  'type_assertion',
]);

/** @returns the expression inside parentheses, casts and `!` */
export function unwrap(node: SyntaxNode): SyntaxNode {
  let inner = node;
  while (TRANSPARENT.has(inner.type)) {
    const next =
      inner.type === 'type_assertion'
        ? inner.children.filter((child) => child.named).at(-1)
        : inner.children.find((child) => child.named && child.type !== 'comment');
    if (next === undefined) return inner;
    inner = next;
  }
  return inner;
}

/** @returns the expression with the parentheses, casts and `!` around it */
export function wholeOf(inner: SyntaxNode): SyntaxNode {
  let node = inner;
  while (node.parent !== null && unwrap(node.parent) === unwrap(inner)) node = node.parent;
  return node;
}

/** @returns the activation that owns the variables of `fn`, as seen from `frame`; null where it was not recorded */
export function activationOf(context: Context, frame: Frame, fn: FunctionInfo): Frame | null {
  for (let scope: Frame | null = frame; scope !== null; scope = scope.outer) {
    if (scope.site.node === fn.id) return scope;
  }
  if (fn.index !== 0) return null;
  return context.timeline.firstFrameOf(frame.process, fn.id);
}

const CONSTANT = /^(?:number|string|true|false|null|undefined|regex|template_string)$/u;

/** @returns true where the expression is a constant, or a unary operation on one (`-1`, `void 0`) */
export function isConstant(expression: SyntaxNode): boolean {
  const node = unwrap(expression);
  if (node.type === 'template_string')
    return !node.children.some((child) => child.type === 'template_substitution');
  if (node.type === 'unary_expression') {
    const argument = node.children.find((child) => child.field === 'argument');
    return argument !== undefined && isConstant(argument);
  }
  return CONSTANT.test(node.type);
}

/** Why a place was reached. `value` is the expression whose value was taken there, if any. */
export function reachedAt(
  source: SourceFile,
  node: SyntaxNode,
  frame: Frame,
  before: number,
  value: SyntaxNode | null = null,
): Extract<Point, { kind: 'reached' }> {
  return {
    kind: 'reached',
    isDecisive: value !== null && isConstant(value),
    source,
    node,
    frame,
    before,
  };
}

export function expressionAt(
  source: SourceFile,
  node: SyntaxNode,
  frame: Frame,
  before: number,
): ExpressionPoint {
  return { kind: 'expression', source, node: unwrap(node), frame, before };
}

/** @returns true for the activation itself, and for those that it called, however deep */
export function isBelow(frame: Frame | null, root: Frame): boolean {
  for (let up = frame; up !== null; up = up.parent) if (up === root) return true;
  return false;
}

/** @returns true for the activation itself, and for those whose functions were made in it, however deep */
export function isMadeIn(frame: Frame, outer: Frame): boolean {
  for (let up: Frame | null = frame; up !== null; up = up.outer) if (up === outer) return true;
  return false;
}
