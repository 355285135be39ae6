/**
 * Values that the program gave away: messages, chunks, requests, responses, files, arguments and input of other processes. Told by the names
 * of the calls, and of the properties of a response; each with its parts, so that what arrives can be looked for among them.
 */
import { childOf, isFunctionNode, namedChildren } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { Value } from '../../../protocol/event.ts';
import type { SourceFile } from '../../source-index.ts';
import type { PropertyWrite, Timeline } from '../../timeline.ts';
import { refOf } from '../../value-text.ts';
import { argumentsOf, calleeName, receiverOf } from '../call.ts';
import { callsNamed } from '../callback/called.ts';
import type { Called } from '../callback/called.ts';
import { shownObject } from '../builtin/native.ts';
import { placeOf } from '../place.ts';
import { expressionAt, unwrap } from '../point.ts';
import type { Context, ExpressionPoint, Point } from '../point.ts';
import { valueOf } from '../value.ts';
import { contentOf } from './content.ts';
import type { Content } from './content.ts';

export interface Sent {
  readonly at: ExpressionPoint;
  /** Where the walk goes on: the part itself, or the write of it. */
  readonly from: Point;
  readonly value: Value;
  readonly content: Content;
  readonly process: number;
  readonly seq: number;
}

/** Seen by other processes only. */
const OUTWARD = [
  'log',
  'info',
  'error',
  'warn',
  'Worker',
  'fork',
  'spawn',
  'spawnSync',
  'exec',
  'execSync',
  'execFile',
  'execFileSync',
] as const;
/** What the same process may receive as well: through a stream, a socket, a port, a file. */
const ANYWHERE = [
  'postMessage',
  'send',
  'write',
  'end',
  'push',
  'json',
  'fetch',
  'request',
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'status',
  'sendStatus',
  'writeHead',
  'setHeader',
  'set',
  'done',
  'callback',
  'cb',
  'next',
  'from',
  'writeFile',
  'writeFileSync',
  'appendFile',
  'appendFileSync',
  'setItem',
] as const;
const NAMES: readonly string[] = [...OUTWARD, ...ANYWHERE];
const CONSOLE: ReadonlySet<string> = new Set(['log', 'info', 'error', 'warn']);
const OUTWARD_NAMES: ReadonlySet<string> = new Set(OUTWARD);
/** What a response is given by an assignment, and who else has properties of these names. */
const ANSWERED: ReadonlySet<string> = new Set(['statusCode', 'statusMessage', 'status', 'body']);
const ANSWERED_BY_ALL: ReadonlySet<string> = new Set(['status', 'body']);
const RESPONSE = /^(?:ctx|context|res|response|reply)$/u;
/** Collections have methods of these names too. */
const COLLECTION = /^(?:array|typed-array|map|set|weak|buffer)$/u;

/** A call or an assignment that sent something. A call's result may be missing: who received it may have ended the sender. */
export interface Sending extends Pick<Called, 'source' | 'node' | 'frame' | 'seq'> {
  /** Of an assignment. */
  readonly write?: PropertyWrite;
}

const known = new WeakMap<Timeline, readonly Sending[]>();
const parts = new WeakMap<Sending, readonly Sent[]>();

/** @returns the calls and assignments that sent something, in order */
export function sendings(context: Context): readonly Sending[] {
  let found = known.get(context.timeline);
  if (found === undefined) {
    const ended = NAMES.flatMap((name) => callsNamed(context, name)).filter((call) =>
      sends(context, call),
    );
    found = [...ended, ...unfinished(context), ...answered(context)].sort((a, b) => a.seq - b.seq);
    known.set(context.timeline, found);
  }
  return found;
}

/** The call in which each activation that never ended was seen last. */
function unfinished(context: Context): readonly Sending[] {
  return context.timeline.frames.flatMap((frame): readonly Sending[] => {
    const last = frame.endSeq === null ? frame.events.at(-1) : undefined;
    const place = last === undefined ? null : placeOf(context, last.site);
    if (last === undefined || place === null) return [];
    for (let up: SyntaxNode | null = place.node; up !== null; up = up.parent) {
      if (isFunctionNode(up)) return [];
      if (!/^(?:call|new)_expression$/u.test(up.type) || up === place.node) continue;
      if (NAMES.includes(calleeName(place.source, up)))
        return [{ source: place.source, node: up, frame, seq: last.seq + 1 }];
    }
    return [];
  });
}

/** `response.statusCode = 404` */
function answered(context: Context): readonly Sending[] {
  const { timeline } = context;
  return timeline.sites.flatMap((site): readonly Sending[] => {
    if (site?.kind !== 'property' || !ANSWERED.has(site.key ?? '')) return [];
    const place = placeOf(context, site.id);
    if (place?.node.type !== 'assignment_expression') return [];
    const { source, node } = place;
    if (ANSWERED_BY_ALL.has(site.key ?? '') && !isOfResponse(source, node)) return [];
    return timeline.siteHits(site).flatMap((write): readonly Sending[] => {
      const frame = timeline.frame(write.process, write.frame);
      if (frame === null || write.type !== 'property-written' || isError(context, write)) return [];
      return [{ source, node, frame, seq: write.seq, write }];
    });
  });
}

/** Errors carry the status that somebody may answer with. */
function isError(context: Context, { process, object }: PropertyWrite): boolean {
  const ref = refOf(object);
  return ref !== null && shownObject(context, process, ref)?.shape === 'error';
}

function isOfResponse(source: SourceFile, node: SyntaxNode): boolean {
  const left = childOf(node, 'left');
  const object = left === null ? null : childOf(left, 'object');
  return object !== null && RESPONSE.test(source.text.slice(object.start, object.end));
}

/** @returns true where only another process can receive it */
export function isOutward({ source, node }: Sending): boolean {
  return OUTWARD_NAMES.has(calleeName(source, node));
}

function sends(context: Context, { source, node, frame, event }: Called): boolean {
  if (argumentsOf(node).length === 0) return false;
  const receiver = receiverOf(node);
  if (CONSOLE.has(calleeName(source, node)))
    return receiver !== null && source.text.slice(receiver.start, receiver.end) === 'console';
  const ref = context.timeline.receiverOf(event);
  const shape = ref === null ? null : (shownObject(context, frame.process, ref)?.shape ?? null);
  return shape === null || !COLLECTION.test(shape);
}

/** @returns what was given away: arguments, or what was assigned, and the parts of literals among them */
export function partsOf(context: Context, call: Sending): readonly Sent[] {
  let found = parts.get(call);
  if (found === undefined) {
    const { source, frame, seq, write } = call;
    const right = childOf(call.node, 'right');
    found = (right === null ? argumentsOf(call.node) : [right])
      .flatMap((node) => piecesOf(node, 0))
      .flatMap((node): readonly Sent[] => {
        const value = valueOf(context, source, node, frame, seq);
        if (value === null) return [];
        const at = expressionAt(source, node, frame, seq);
        const from: Point =
          write === undefined || node !== right
            ? at
            : { kind: 'property', event: write, frame, source, node: call.node };
        const { process } = frame;
        return [{ at, from, value, content: contentOf(context, process, value), process, seq }];
      });
    parts.set(call, found);
  }
  return found;
}

const MOST_DEPTH = 3;

/** `{ body: text }` gives the text, `['child.js', name]` the name; both give themselves. */
function piecesOf(node: SyntaxNode, depth: number): readonly SyntaxNode[] {
  const inner = unwrap(node);
  if (/function|arrow/u.test(inner.type)) return [];
  const isLiteral = inner.type === 'object' || inner.type === 'array';
  if (!isLiteral || depth === MOST_DEPTH) return [inner];
  const below = namedChildren(inner).flatMap((part): readonly SyntaxNode[] => {
    if (part.type === 'spread_element') return namedChildren(part);
    const value = part.type === 'pair' ? childOf(part, 'value') : part;
    return value === null || value.type === 'method_definition' ? [] : piecesOf(value, depth + 1);
  });
  return [inner, ...below];
}
