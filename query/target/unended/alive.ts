/** What keeps a process from ending although nothing of it runs: timers that repeat, servers, sockets, threads and child processes. */
import { childOf, walkSyntax } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import { argumentsOf, calleeName, receiverOf } from '../../provenance/call.ts';
import { isOwnMethod } from '../../provenance/builtin/mutation.ts';
import { callsNamed } from '../../provenance/callback/called.ts';
import type { Called } from '../../provenance/callback/called.ts';
import { expressionAt, reachedAt, unwrap, wholeOf } from '../../provenance/point.ts';
import type { Context } from '../../provenance/point.ts';
import { framesOf } from '../../provenance/potential/missing.ts';
import type { Target } from '../../provenance/slice.ts';
import { valueOf } from '../../provenance/value.ts';
import { isInstalled, textOf } from '../../source-index.ts';
import type { SourceFile } from '../../source-index.ts';
import type { Frame } from '../../timeline.ts';
import { refOf } from '../../value-text.ts';
import { keptAs } from '../taken.ts';
import { unreached } from '../unreached.ts';

/** What calls its function once, and holds nothing from then on. */
const ONCE: ReadonlySet<string> = new Set([
  'setTimeout',
  'setImmediate',
  'nextTick',
  'queueMicrotask',
]);
const HOLDS = [
  ...ONCE,
  ...['setInterval', 'listen', 'watch', 'watchFile', 'createInterface'],
  ...['connect', 'createConnection', 'Worker'],
] as const;
const RELEASES = [
  ...['clearInterval', 'clearTimeout', 'close', 'closeAllConnections', 'destroy', 'end', 'unref'],
  ...['terminate', 'kill', 'disconnect', 'unwatchFile', 'quit'],
] as const;

/** @returns calls of the program that opened what nobody closed, in order, the last one of each place */
export function heldOpen(context: Context, process: number): readonly Called[] {
  const released = releasedIn(context, process);
  const last = new Map<SyntaxNode, Called>();
  for (const name of HOLDS)
    for (const call of callsNamed(context, name))
      if (isForeign(context, call) && call.frame.process === process) last.set(call.node, call);
  return [...last.values()]
    .filter((call) =>
      ONCE.has(calleeName(call.source, call.node))
        ? !isOver(context, call)
        : !isReleased(context, call, released),
    )
    .toSorted((a, b) => a.seq - b.seq);
}

/** What was closed, ended or cleared, as the receiver of such a call or as its argument. */
function releasedIn(context: Context, process: number): ReadonlySet<number> {
  const found = new Set<number>();
  for (const name of RELEASES)
    for (const { source, node, frame, seq, event } of callsNamed(context, name)) {
      if (frame.process !== process) continue;
      const [first] = argumentsOf(node);
      const given = first === undefined ? null : valueOf(context, source, first, frame, seq);
      for (const ref of [context.timeline.receiverOf(event), refOf(given)])
        if (ref !== null) found.add(ref);
    }
  return found;
}

/** `graph.connect(a, b)` of the program's own opens nothing. */
function isForeign(context: Context, { source, node, event }: Called): boolean {
  const name = calleeName(source, node);
  const isOwn = isOwnMethod(context, { ...event, key: event.key ?? name });
  return !isInstalled(source.path) && !isOwn;
}

/** Closed, or of no object that could be. */
function isReleased(
  { timeline }: Context,
  { event }: Called,
  released: ReadonlySet<number>,
): boolean {
  const ref = refOf(event.value) ?? timeline.receiverOf(event);
  return ref === null || released.has(ref);
}

/** What was to be called has been. */
function isOver(context: Context, { source, node, seq, frame }: Called): boolean {
  const [callback] = argumentsOf(node);
  const fn = callback === undefined ? null : source.scopes.functionAt(unwrap(callback));
  return (
    fn == null ||
    framesOf(context, fn.id).some((one) => one.process === frame.process && one.start.seq > seq)
  );
}

/** What keeps a call that would have released it from running costs little more than the place that opened it. */
const RELEASE_COST = 0.1;
const MOST_RELEASES = 6;

/** @returns where it was opened, and what kept it from being closed; none where the activation opened nothing */
export function aliveTargets(context: Context, frame: Frame, at: SyntaxNode): readonly Target[] {
  const isOwn = (held: Called): boolean =>
    held.frame === frame && held.node.start >= at.start && held.node.end <= at.end;
  return heldOpen(context, frame.process)
    .toSorted((a, b) => Number(isOwn(b)) - Number(isOwn(a)))
    .flatMap((held) => heldAt(context, held, isOwn(held) ? 0 : OTHER_COST));
}

/** What another open thing costs beside the first. */
const OTHER_COST = 0.2;

function heldAt(context: Context, held: Called, base: number): readonly Target[] {
  const { source, node, frame, seq } = held;
  return [
    {
      point: { ...reachedAt(source, node, frame, seq + 1), isPlace: true },
      cost: base,
      why: 'this keeps the process alive, and nothing ended it',
    },
    {
      point: expressionAt(source, node, frame, seq + 1),
      cost: base + RELEASE_COST,
      why: 'this keeps the process alive',
    },
    ...unreleased(context, held).map((one) => ({ ...one, cost: one.cost + base })),
  ];
}

/** Calls in the text that would have released it, by the name it is kept under. */
function unreleased(context: Context, held: Called): readonly Target[] {
  const name = nameOf(held);
  if (name === null) return [];
  const found: Target[] = [];
  for (const path of new Set(context.timeline.sites.map((site) => site?.file))) {
    const source = path === undefined || isInstalled(path) ? null : context.sources.file(path);
    if (source === null || !source.text.includes(name)) continue;
    walkSyntax(source.root, (node) => {
      if (found.length < MOST_RELEASES && isReleaseOf(source, node, name))
        found.push(
          ...unreached(context, {
            ...{ source, node, since: held.seq, process: held.frame.process },
            what: `${calleeName(source, node)} from being called`,
          }).map((one) => ({ ...one, cost: one.cost + RELEASE_COST })),
        );
      return true;
    });
  }
  return found;
}

function isReleaseOf(source: SourceFile, node: SyntaxNode, name: string): boolean {
  if (node.type !== 'call_expression') return false;
  if (!(RELEASES as readonly string[]).includes(calleeName(source, node))) return false;
  return [receiverOf(node), argumentsOf(node)[0] ?? null].some(
    (one) => one !== null && lastWord(source, one) === name,
  );
}

/** `server` of `this.server`. */
function lastWord(source: SourceFile, node: SyntaxNode): string {
  return textOf(source, childOf(node, 'property') ?? node);
}

/** What the opened thing is called from then on: the variable or property that it is given to, else what it was a method of. */
function nameOf({ source, node }: Called): string | null {
  const whole = wholeOf(node);
  const declared =
    whole.parent?.type === 'variable_declarator' ? childOf(whole.parent, 'name') : null;
  if (declared !== null) return textOf(source, declared);
  const kept = keptAs(source, whole);
  if (kept !== null) return kept;
  const receiver = receiverOf(node);
  return receiver === null ? null : lastWord(source, receiver);
}
