/**
 * What is known to have been true just after an event: the activations that were open, the variables that they see, and the
 * properties of the objects that those hold. Only what a recorded event shows; what is not known says why.
 */
import { walkSyntax } from '../../code-graph/index.ts';
import type { Binding, FunctionInfo, SyntaxNode } from '../../code-graph/index.ts';
import type { ScopeEvent, Value } from '../../protocol/event.ts';
import { activationOf } from '../provenance/point.ts';
import type { Context } from '../provenance/point.ts';
import { definitionOf, memberValue, parameterIndex } from '../provenance/value.ts';
import type { SourceFile } from '../source-index.ts';
import { countBefore } from '../lists.ts';
import { lastPropertyWrite } from '../written.ts';
import type { Frame, ObjectHistory } from '../timeline.ts';
import { refOf } from '../value-text.ts';
import { callerOf, lineOf } from './stack.ts';
import type { StackLine } from './stack.ts';

export type Unknown = 'not set yet' | 'not watched' | 'may have changed unseen';

export interface KnownVariable {
  readonly name: string;
  /** Null where it is not known. */
  readonly value: Value | null;
  /** The event that shows it. */
  readonly seq: number | null;
  /** Why the value is not known. */
  readonly unknown: Unknown | null;
  /** Of an enclosing function. */
  readonly isOuter: boolean;
}

export interface FrameState extends StackLine {
  readonly variables: readonly KnownVariable[];
}

export interface ObjectState {
  readonly ref: number;
  readonly name: string;
  readonly properties: readonly {
    readonly key: string;
    readonly value: Value;
    /** The write, or the copy, that shows it. */
    readonly seq: number;
  }[];
  /** A copy of the whole object was recorded, so that it had no other properties then. */
  readonly isWhole: boolean;
}

export interface State {
  readonly event: ScopeEvent;
  /** Innermost first; none where the event belongs to no activation. */
  readonly frames: readonly FrameState[];
  readonly objects: readonly ObjectState[];
}

const DEEPEST = 50;
const MOST_OBJECTS = 40;

/** @returns null where there is no such event */
export function stateAt(context: Context, seq: number): State | null {
  const event = context.timeline.at(seq);
  if (event === null) return null;
  const inner = 'frame' in event ? context.timeline.frame(event.process, event.frame) : null;
  const frames: FrameState[] = [];
  for (let at = inner; at !== null && frames.length < DEEPEST; at = callerOf(at))
    frames.push({ ...lineOf(context, at, seq), variables: variablesOf(context, at, seq) });
  const refs = new Set<number>();
  for (const { variables } of frames)
    for (const { value } of variables) {
      const ref = refOf(value);
      if (ref !== null && refs.size < MOST_OBJECTS) refs.add(ref);
    }
  const objects = [...refs].flatMap((ref) => objectAt(context, event.process, ref, seq) ?? []);
  return { event, frames, objects };
}

/** Parameters, own variables in the order of the text, then what it uses of enclosing functions. */
function variablesOf(context: Context, frame: Frame, seq: number): readonly KnownVariable[] {
  const source = context.sources.file(frame.site.file);
  const fn = context.sources.functionOf(frame.site);
  if (source === null || fn === null) return [];
  const own: KnownVariable[] = [];
  const outer: KnownVariable[] = [];
  const receiver = thisAt(frame);
  if (receiver !== null) own.push(receiver);
  for (const [binding, node] of bindingsIn(source, fn)) {
    const isOuter = binding.declaredIn !== fn;
    const known = variableAt(context, { source, binding, node, frame, seq });
    (isOuter ? outer : own).push({ ...known, isOuter });
  }
  return [...own, ...outer.filter(({ unknown }) => unknown === null)];
}

function thisAt(frame: Frame): KnownVariable | null {
  const value = frame.start.values[parameterIndex(frame, 'this')];
  if (value === undefined || value.kind === 'undefined') return null;
  return { name: 'this', value, seq: frame.start.seq, unknown: null, isOuter: false };
}

/** Functions, classes and imports have no values that change. */
const FIXED = /^(?:function|class|import|enum|namespace)$/u;

/** @returns each variable that the function itself names, with one place that names it */
function bindingsIn(source: SourceFile, fn: FunctionInfo): ReadonlyMap<Binding, SyntaxNode> {
  const found = new Map<Binding, SyntaxNode>(fn.params.map((param) => [param, param.node]));
  walkSyntax(fn.body ?? fn.node, (node) => {
    if (node !== fn.body && node !== fn.node && source.scopes.functionAt(node) !== null)
      return false;
    const binding = /identifier/u.test(node.type) ? source.scopes.resolve(node) : null;
    if (binding !== null && !FIXED.test(binding.kind) && !found.has(binding))
      found.set(binding, node);
    return true;
  });
  return found;
}

interface Asked {
  readonly source: SourceFile;
  readonly binding: Binding;
  readonly node: SyntaxNode;
  readonly frame: Frame;
  readonly seq: number;
}

function variableAt(
  context: Context,
  { source, binding, node, frame, seq }: Asked,
): Omit<KnownVariable, 'isOuter'> {
  const { name } = binding;
  const found = definitionOf(context, source, node, frame, seq + 1);
  if (found?.kind === 'write')
    return { name, value: found.event.value, seq: found.event.seq, unknown: null };
  if (found?.kind === 'parameter') {
    const value = found.frame.start.values[found.index] ?? null;
    return {
      name,
      value,
      seq: found.frame.start.seq,
      unknown: value === null ? 'not watched' : null,
    };
  }
  const owner = activationOf(context, frame, binding.declaredIn);
  const isWatched = context.timeline.sites.some(
    (site) => site?.file === source.path && site.binding?.declaredAt === binding.declaredAt,
  );
  const writes =
    owner === null
      ? []
      : context.timeline.variableWrites(frame.process, owner.id, source.path, binding.declaredAt);
  const isWritten = writes.some((write) => write.seq <= seq);
  const unknown = isWritten ? 'may have changed unseen' : isWatched ? 'not set yet' : 'not watched';
  return { name, value: null, seq: null, unknown };
}

function objectAt(context: Context, process: number, ref: number, seq: number): ObjectState | null {
  const history = context.timeline.object(process, ref);
  const keys = new Map<string, number>();
  const copy = lastCopy(history, ref, seq);
  for (const { key } of copy?.value.fields ?? []) keys.set(key, copy?.seq ?? 0);
  for (const write of history.writes) {
    if (write.seq > seq) break;
    if (write.key !== null) keys.set(write.key, write.seq);
  }
  const properties = [...keys].flatMap(([key, shown]) => {
    const value = memberValue(context, process, ref, key, seq + 1);
    const written = lastPropertyWrite(history, key, seq + 1)?.write.seq ?? 0;
    return value === null ? [] : [{ key, value, seq: Math.max(shown, written) }];
  });
  if (properties.length === 0 && copy === null) return null;
  const isWhole = copy !== null && copy.value.fields.length === copy.value.size;
  return { ref, name: copy?.value.name ?? '', properties, isWhole };
}

type Copied = Extract<Value, { kind: 'object' }>;

function lastCopy(
  { seen }: ObjectHistory,
  ref: number,
  seq: number,
): { readonly seq: number; readonly value: Copied } | null {
  for (let at = countBefore(seen, seq + 1) - 1; at >= 0; at -= 1) {
    const event = seen[at] as ScopeEvent;
    const values = 'values' in event ? event.values : 'value' in event ? [event.value] : [];
    const value = values.find((one) => one.kind === 'object' && one.ref === ref);
    if (value?.kind === 'object' && value.fields.length > 0) return { seq: event.seq, value };
  }
  return null;
}
