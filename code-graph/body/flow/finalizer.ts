/**
 * What runs on the way out of a region: `finally` clauses, the `return()` of an iterator that a loop leaves early, the
 * disposal of `using` variables at the end of their block. It is laid down once for each target that completions of the
 * region have (see builder.ts); from the third `finally` inside `finally`s on, one copy serves all.
 */
import { childOf } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import { FLAGS, labelOf } from './builder.ts';
import type { Dangling, FlowBuilder, Frame, Step, Target } from './builder.ts';
import { EXCEPTION } from './edge.ts';

const FINALIZERS_COPIED = 3;

type HeldUp = ReadonlyMap<Target, Dangling[]>;

interface Lane {
  readonly targets: readonly (Target | null)[];
  readonly waiting: Dangling[];
}

/** The ways on from a region: the normal one first (null), then each target that is held up. */
function lanesOf(flow: FlowBuilder, heldUp: HeldUp): Lane[] {
  const held = [...heldUp].filter(([, waiting]) => waiting.length > 0);
  const normal = flow.take();
  const lanes: Lane[] = held.map(([target, waiting]) => ({ targets: [target], waiting }));
  if (normal.length > 0) lanes.unshift({ targets: [null], waiting: normal });
  return lanes;
}

/** Lays one copy down for each lane, and sends what completes on to where the lane goes. */
function* layLanes(flow: FlowBuilder, lanes: readonly Lane[], lay: () => Step): Step {
  const after: Dangling[] = [];
  for (const { targets, waiting } of lanes) {
    flow.frontier = waiting;
    yield* lay();
    const leaving = flow.take();
    for (const target of targets)
      if (target === null) after.push(...leaving);
      else flow.send(target, leaving);
  }
  flow.frontier = after;
}

/** Lays down the entry of a handler, and notes it where exceptions that no text asks for arrive. */
export function arrive(
  flow: FlowBuilder,
  clause: SyntaxNode,
  from: { readonly tryNode: number; readonly isCatch: boolean },
): void {
  const isImplicit = flow.frontier.some((dangling) => labelOf(dangling) === EXCEPTION);
  // An iterator that was left by the exception was closed on the way.
  const entry = flow.emit(clause, FLAGS.hooks);
  if (isImplicit) flow.handlers.push({ ...from, entry });
}

/** One copy of a `finally` for each way on. */
export function* finalize(
  flow: FlowBuilder,
  clause: SyntaxNode,
  from: { readonly tryNode: number; readonly heldUp: HeldUp },
): Step {
  let lanes = lanesOf(flow, from.heldUp);
  if (lanes.length === 0) lanes = [{ targets: [null], waiting: [] }];
  if (flow.finalizers >= FINALIZERS_COPIED)
    lanes = [
      {
        targets: lanes.flatMap((lane) => lane.targets),
        waiting: lanes.flatMap((lane) => lane.waiting),
      },
    ];
  flow.finalizers += 1;
  yield* layLanes(flow, lanes, function* () {
    arrive(flow, clause, { tryNode: from.tryNode, isCatch: false });
    yield flow.execute(childOf(clause, 'body') ?? clause);
  });
  flow.finalizers -= 1;
}

/**
 * Runs `inside`; jumps out of it other than to the next round call the iterator's `return()`, which is a node of its own: the
 * word `of`. An exception closes the iterator too, but what that throws is swallowed.
 */
export function* closing(
  flow: FlowBuilder,
  loop: { readonly word: SyntaxNode; readonly onContinue: Target; readonly flags: number },
  inside: () => Step,
): Step {
  const outer = flow.frame;
  const heldUp = new Map<Target, Dangling[]>();
  const frame: Frame = { parent: outer, heldUp, passes: loop.onContinue };
  flow.frame = frame;
  yield* inside();
  flow.frame = outer;
  const completed = flow.take();
  yield* layLanes(flow, lanesOf(flow, heldUp), function* () {
    flow.emit(loop.word, FLAGS.throws | FLAGS.calls | loop.flags);
  });
  flow.join(completed);
}

/** Runs `inside`; however it completes, what `using` declared in it is disposed: a node of its own, the declaring word. */
export function* disposing(flow: FlowBuilder, word: SyntaxNode, inside: () => Step): Step {
  const outer = flow.frame;
  const heldUp = new Map<Target, Dangling[]>();
  flow.frame = { parent: outer, heldUp };
  yield* inside();
  flow.frame = outer;
  const suspends = flow.fn.isAsync ? FLAGS.suspends : 0;
  yield* layLanes(flow, lanesOf(flow, heldUp), function* () {
    flow.emit(word, FLAGS.throws | FLAGS.calls | suspends);
  });
}
