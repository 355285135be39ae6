/**
 * The recorded value of an expression: from its own event, or from what the program's state was (a variable's last write, a
 * parameter, an object's property). Never a guess: null where the recording does not say.
 */
import { childOf } from '../../code-graph/index.ts';
import type { Binding, SyntaxNode } from '../../code-graph/index.ts';
import type { SiteEvent, Value } from '../../protocol/event.ts';
import type { Site, SiteKind } from '../../protocol/site.ts';
import type { SourceFile } from '../source-index.ts';
import { countBefore, lastBefore } from '../lists.ts';
import { lastPropertyWrite } from '../written.ts';
import type { Frame, ObjectHistory, Round, VariableWrite } from '../timeline.ts';
import { refOf } from '../value-text.ts';
import { getterBehind } from './implicit/accessor.ts';
import { activationOf, unwrap } from './point.ts';
import type { Context } from './point.ts';

const VALUE_KINDS: readonly SiteKind[] = [
  'read',
  'call',
  'await',
  'argument',
  'literal',
  'yield',
  'value',
  'branch',
  'write',
  'property',
  'update',
];

export interface Evaluation {
  readonly event: SiteEvent;
  readonly value: Value;
}

/** Where a value comes about; at the other kinds it is reported once more, as what a condition or an argument was. */
const MAKING_KINDS: ReadonlySet<SiteKind> = new Set(['read', 'call', 'await', 'yield']);

/**
 * @returns the last recorded evaluation of this node in this frame before `before`: the event that made the value, though others
 * showed it afterwards (`if (f())` is the result of a call, then a condition); null while it is being evaluated anew, as far as
 * a part of it was the last thing that the frame reported
 */
export function evaluationOf(
  context: Context,
  source: SourceFile,
  node: SyntaxNode,
  frame: Frame,
  before: number,
): Evaluation | null {
  let best: Evaluation | null = null;
  let made: Evaluation | null = null;
  let site: Site | undefined;
  for (const kind of VALUE_KINDS) {
    const at = source.siteAt(kind, node);
    if (at === undefined) continue;
    const event = lastBefore(context.timeline.hits(frame, at), before);
    if (event === null || !('value' in event)) continue;
    const found = { event, value: event.value };
    if (MAKING_KINDS.has(kind) && event.seq > (made?.event.seq ?? -1)) made = found;
    if (event.seq > (best?.event.seq ?? -1)) [best, site] = [found, at];
  }
  if (best === null || isUnderWay(context, node, frame, { after: best.event.seq, before }))
    return null;
  if (made === null || site === undefined) return best;
  // What was shown the time before is older than what was made since.
  const earlier = lastBefore(context.timeline.hits(frame, site), best.event.seq)?.seq ?? -1;
  return earlier < made.event.seq ? made : best;
}

/** The last thing that the activation reported is a part of this: it is being evaluated anew, and what it came to before is over. */
function isUnderWay(
  { timeline }: Context,
  node: SyntaxNode,
  frame: Frame,
  { after, before }: { readonly after: number; readonly before: number },
): boolean {
  const last = lastBefore(frame.events, before);
  const site = last === null || last.seq <= after ? undefined : timeline.sites[last.site];
  if (site === undefined || site.kind === 'function') return false;
  const isWhole = site.start === node.start && site.end === node.end;
  return !isWhole && site.start >= node.start && site.end <= node.end;
}

export type Definition =
  | {
      readonly kind: 'write';
      readonly event: VariableWrite;
      readonly binding: Binding;
      readonly owner: Frame | null;
    }
  | {
      readonly kind: 'parameter';
      readonly frame: Frame;
      readonly index: number;
      readonly binding: Binding;
    }
  | { readonly kind: 'unrecorded'; readonly binding: Binding; readonly owner: Frame | null };

/** @returns what gave a variable its value at a time; null for a global */
export function definitionOf(
  context: Context,
  source: SourceFile,
  identifier: SyntaxNode,
  frame: Frame,
  before: number,
): Definition | null {
  const binding = source.scopes.resolve(identifier);
  if (binding === null) return null;
  const owner = activationOf(context, frame, binding.declaredIn);
  const { timeline } = context;
  const at = (token: number, until = before): VariableWrite | null =>
    lastBefore(
      timeline.variableWrites(frame.process, token, source.path, binding.declaredAt),
      until,
    );
  const round = owner === null || owner === frame ? null : roundOf(frame, owner, binding);
  const last = owner === null ? null : round === null ? at(owner.id) : inRound(round, binding, at);
  const write = last ?? at(0);
  if (write !== null && round === null && isOneOfMany(context, { binding, owner, frame, source }))
    return { kind: 'unrecorded', binding, owner };
  const since = write?.seq ?? owner?.start.seq ?? before;
  const isOfBinding = (site: Site): boolean =>
    site.file === source.path && site.binding?.declaredAt === binding.declaredAt;
  if (timeline.mayHaveMissed(frame.process, since, before, isOfBinding))
    return { kind: 'unrecorded', binding, owner };
  if (write !== null) return { kind: 'write', event: write, binding, owner };
  const caught =
    binding.kind === 'catch' && owner !== null
      ? caughtBy(context, source, binding, owner, before)
      : null;
  if (caught !== null) return { kind: 'write', event: caught, binding, owner };
  if (owner !== null) {
    const index = parameterIndex(owner, binding.name);
    if (binding.kind === 'param' && index >= 0)
      return { kind: 'parameter', frame: owner, index, binding };
  }
  return { kind: 'unrecorded', binding, owner };
}

/** The round of the variable's loop in which a closure was made. */
function roundOf(frame: Frame, owner: Frame, { loop }: Binding): Round | null {
  if (loop === null) return null;
  for (let at: Frame | null = frame; at !== null && at !== owner; at = at.outer) {
    const found = at.rounds.find(({ site }) => site.start === loop.start && site.end === loop.end);
    if (found !== undefined) return found;
  }
  return null;
}

/** The variable of `for (let i …)` begins a round with what the one before, or the head, left in it. */
function inRound(
  round: Round,
  { loop, declaredAt }: Binding,
  before: (token: number, seq?: number) => VariableWrite | null,
): VariableWrite | null {
  const body = loop === null ? null : childOf(loop, 'body');
  const isOfHead = body !== null && declaredAt < body.start;
  return before(round.token) ?? (isOfHead ? before(round.frame.id, round.seq) : null);
}

interface Captured {
  readonly binding: Binding;
  readonly owner: Frame | null;
  readonly frame: Frame;
  readonly source: SourceFile;
}

/** A closure that captured a variable of a loop's body saw that of one iteration; which one was not recorded. */
function isOneOfMany(context: Context, { binding, owner, frame, source }: Captured): boolean {
  if (binding.loop === null || owner === null || frame === owner) return false;
  const { timeline } = context;
  return (
    timeline.variableWrites(frame.process, owner.id, source.path, binding.declaredAt).length > 1
  );
}

function caughtBy(
  context: Context,
  source: SourceFile,
  binding: Binding,
  owner: Frame,
  before: number,
): VariableWrite | null {
  let clause: SyntaxNode | null = binding.node;
  while (clause !== null && clause.type !== 'catch_clause') clause = clause.parent;
  const site = clause === null ? undefined : source.siteAt('catch', clause);
  const event = site === undefined ? null : lastBefore(context.timeline.hits(owner, site), before);
  return event?.type === 'error-caught' ? event : null;
}

export function parameterIndex(frame: Frame, name: string): number {
  return frame.site.names?.indexOf(name) ?? -1;
}

/** @returns the recorded value of the expression, or null */
export function valueOf(
  context: Context,
  source: SourceFile,
  expression: SyntaxNode,
  frame: Frame,
  before: number,
): Value | null {
  const node = unwrap(expression);
  const own = evaluationOf(context, source, node, frame, before);
  if (own !== null) return own.value;
  switch (node.type) {
    case 'identifier':
    case 'shorthand_property_identifier': {
      const definition = definitionOf(context, source, node, frame, before);
      if (definition?.kind === 'write') return definition.event.value;
      if (definition?.kind === 'parameter')
        return definition.frame.start.values[definition.index] ?? null;
      return null;
    }
    case 'this':
      return thisOf(context, source, node, frame);
    case 'member_expression': {
      const object = childOf(node, 'object');
      const property = childOf(node, 'property');
      if (object === null || property === null) return null;
      const owner = valueOf(context, source, object, frame, before);
      const ref = refOf(owner);
      const key = source.text.slice(property.start, property.end);
      const getter = getterBehind(context, { frame, key, object: owner, before });
      if (getter?.outcome === 'returned') return getter.value;
      return ref === null ? null : memberValue(context, frame.process, ref, key, before);
    }
    default:
      return literalValue(source.text.slice(node.start, node.end), node.type);
  }
}

/** @returns the activation whose receiver `this` means here: arrows have none of their own */
function receiverFrame(
  context: Context,
  source: SourceFile,
  node: SyntaxNode,
  frame: Frame,
): Frame | null {
  let fn = source.scopes.functionOf(node);
  while (fn.kind === 'arrow' && fn.parent >= 0) fn = source.scopes.functions[fn.parent] ?? fn;
  return activationOf(context, frame, fn);
}

function thisOf(
  context: Context,
  source: SourceFile,
  node: SyntaxNode,
  frame: Frame,
): Value | null {
  const owner = receiverFrame(context, source, node, frame);
  if (owner === null) return null;
  const index = parameterIndex(owner, 'this');
  return index < 0 ? seenThis(context, owner) : (owner.start.values[index] ?? null);
}

/** A constructor is not given its object: what it is shows where it was used, and in what `new` gave. */
function seenThis(context: Context, owner: Frame): Value | null {
  const typeAt = ({ site: id }: SiteEvent): string | undefined => {
    const site = context.timeline.sites[id];
    return site === undefined ? undefined : context.sources.nodeOf(site)?.type;
  };
  const seen = owner.events.find(
    (event) => event.type === 'value-read' && typeAt(event) === 'this',
  );
  if (seen?.type === 'value-read') return seen.value;
  if (context.sources.functionOf(owner.site)?.kind !== 'constructor') return null;
  const end = owner.endSeq ?? Infinity;
  const around = owner.parent?.events ?? [];
  const next = around[countBefore(around, end + 1)];
  return next?.type === 'call-result' && typeAt(next) === 'new_expression' ? next.value : null;
}

/** @returns the value of a property of an object at a time: its last write, else the last snapshot that holds it */
export function memberValue(
  context: Context,
  process: number,
  ref: number,
  key: string,
  before: number,
): Value | null {
  const history = context.timeline.object(process, ref);
  const written = lastPropertyWrite(history, key, before);
  const snapshot = lastSnapshotOf(history, ref, key, before);
  if (written !== null && (snapshot === null || written.write.seq >= snapshot.seq))
    return written.write.value;
  return snapshot?.value ?? null;
}

/** How far back a snapshot of the object is looked for. */
const LOOK_BACK = 2000;

function lastSnapshotOf(
  history: ObjectHistory,
  ref: number,
  key: string,
  before: number,
): { readonly seq: number; readonly value: Value } | null {
  const end = countBefore(history.seen, before);
  for (let at = end - 1; at >= Math.max(0, end - LOOK_BACK); at -= 1) {
    const event = history.seen[at];
    if (event === undefined) continue;
    const values = 'values' in event ? event.values : 'value' in event ? [event.value] : [];
    for (const value of values) {
      if (value.kind !== 'object' || value.ref !== ref) continue;
      const field = value.fields.find((candidate) => candidate.key === key);
      if (field !== undefined) return { seq: event.seq, value: field.value };
    }
  }
  return null;
}

/** Constants need no event: the source is the proof. */
function literalValue(text: string, type: string): Value | null {
  switch (type) {
    case 'number': {
      const value = Number(text.replaceAll('_', ''));
      return text.endsWith('n') || Number.isNaN(value) ? null : { kind: 'number', value };
    }
    case 'string':
      return { kind: 'string', text: text.slice(1, -1), length: text.length - 2 };
    case 'true':
    case 'false':
      return { kind: 'boolean', value: type === 'true' };
    case 'null':
    case 'undefined':
      return { kind: type };
    default:
      return null;
  }
}

/** @returns the event that proves the value an expression without an event of its own had; null where none was recorded */
export function proofOf(
  context: Context,
  source: SourceFile,
  expression: SyntaxNode,
  frame: Frame,
  before: number,
): number | null {
  const node = unwrap(expression);
  switch (node.type) {
    case 'identifier':
    case 'shorthand_property_identifier': {
      const definition = definitionOf(context, source, node, frame, before);
      if (definition?.kind === 'write') return definition.event.seq;
      return definition?.kind === 'parameter' ? definition.frame.start.seq : null;
    }
    case 'this':
      return receiverFrame(context, source, node, frame)?.start.seq ?? null;
    case 'member_expression': {
      const object = childOf(node, 'object');
      const property = childOf(node, 'property');
      if (object === null || property === null) return null;
      const ref = refOf(valueOf(context, source, object, frame, before));
      if (ref === null) return null;
      const key = source.text.slice(property.start, property.end);
      return (
        lastPropertyWrite(context.timeline.object(frame.process, ref), key, before)?.write.seq ??
        null
      );
    }
    default:
      return null;
  }
}
