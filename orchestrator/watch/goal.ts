/** From an anomaly to the question that it stands for. */
import type { Anomaly } from '../../protocol/anomaly.ts';
import type { Goal } from '../../protocol/plan.ts';
import type { Context } from '../../query/provenance/point.ts';
import type { Frame } from '../../query/timeline.ts';
import { parseNodeId } from '../../protocol/ids.ts';
import type { Resolved } from '../question/resolve.ts';

const OBSERVED: Readonly<Partial<Record<Anomaly['kind'], string>>> = {
  'not-a-number': 'NaN',
  'became-undefined': 'undefined',
};

/** @returns the goal, and the names that suspects are ranked by */
export function resolveAnomaly(anomaly: Anomaly, context: Context): Resolved {
  const goal = goalOf(anomaly, context);
  const names = (goal.subject ?? '').split(/[.#]|::/u).filter((name) => name !== '');
  return { goal, functions: [], names: new Set(names) };
}

function goalOf(anomaly: Anomaly, context: Context): Goal {
  const node = anomaly.node === undefined ? {} : { node: anomaly.node };
  switch (anomaly.kind) {
    // The failure that the process reported is itself the target.
    case 'uncaught-exception':
    case 'unhandled-rejection':
      return { kind: 'anomaly', ...node };
    case 'swallowed-exception': {
      const subject = thrower(anomaly, context);
      return subject === null ? { kind: 'anomaly', ...node } : { kind: 'throw', ...node, subject };
    }
    default: {
      const subject = (anomaly.subject ?? functionNamed(anomaly.node))?.replace(/\(\)$/u, '');
      const observed = OBSERVED[anomaly.kind];
      return {
        kind: 'anomaly',
        ...node,
        ...(subject === undefined ? {} : { subject }),
        ...(observed === undefined ? {} : { observed }),
      };
    }
  }
}

/** The function whose error was caught: the last callee of the catching activation that threw; itself where none did. */
function thrower(anomaly: Anomaly, context: Context): string | null {
  const event = context.timeline.at(anomaly.seq);
  if (event === null || !('frame' in event)) return functionNamed(anomaly.node) ?? null;
  const start = context.timeline.frame(event.process, event.frame);
  if (start === null) return null;
  let frame: Frame = start;
  for (;;) {
    const inner: Frame | undefined = frame.children.findLast(
      (child) => child.outcome === 'threw' && (child.endSeq ?? Infinity) < anomaly.seq,
    );
    if (inner === undefined) break;
    frame = inner;
  }
  return functionNamed(frame.site.node) ?? null;
}

function functionNamed(node: string | undefined): string | undefined {
  const path = node === undefined ? undefined : parseNodeId(node)?.functionPath;
  return path === '' ? undefined : path;
}
