/**
 * Links events to the activations they belong to: a call's start with its end, its caller, its callees, its lexical owner, its
 * suspensions. Reads the merged stream once. What an activation threw is not in its end (`finally` does not know it): it is
 * the nearest error that is reported from there on in the same process, and `null` where none was.
 */
import type { ScopeEvent, Value } from '../protocol/event.ts';
import type { FrameId, Seq, SiteId } from '../protocol/ids.ts';

export interface Suspension {
  readonly suspended: Seq;
  /** Absent where the activation never came back. */
  resumed?: Seq;
}

export interface Frame {
  readonly process: number;
  readonly frame: FrameId;
  /** Site of the function; 0 where the start was not recorded. */
  site: SiteId;
  start: Seq;
  /** Absent while the activation runs, or where its end is not recorded. */
  end?: Seq;
  outcome: 'returned' | 'threw' | 'open';
  /** Returned or thrown; null where it is not known. */
  value: Value | null;
  readonly parent: FrameId;
  readonly outer: FrameId;
  readonly children: FrameId[];
  readonly suspensions: Suspension[];
}

export interface FrameTable {
  /** In the order of their starts. */
  readonly all: readonly Frame[];
  of(process: number, frame: FrameId): Frame | undefined;
}

/** @param events of a merged recording, in order of `seq` */
export function correlate(events: readonly ScopeEvent[]): FrameTable {
  const processes: Map<FrameId, Frame>[] = [];
  const all: Frame[] = [];
  /** By process: frames that threw, whose error has not come up yet. */
  const thrown: Frame[][] = [];
  /** By process: the newest error that was thrown, and by which frame. */
  const lastThrow: (ThrownError | undefined)[] = [];

  function frameOf(process: number, frame: FrameId): Frame | undefined {
    return processes[process]?.get(frame);
  }

  function start(event: Extract<ScopeEvent, { type: 'call-start' }>): void {
    const { process, frame, site, seq, parent, outer } = event;
    const made: Frame = {
      process,
      frame,
      site,
      start: seq,
      outcome: 'open',
      value: null,
      parent,
      outer,
      children: [],
      suspensions: [],
    };
    (processes[process] ??= new Map()).set(frame, made);
    all.push(made);
    frameOf(process, parent)?.children.push(frame);
  }

  function end(event: Extract<ScopeEvent, { type: 'call-end' }>): void {
    const known = frameOf(event.process, event.frame);
    if (known === undefined) return;
    known.end = event.seq;
    known.outcome = event.outcome;
    if (event.outcome === 'returned') {
      known.value = event.value;
      return;
    }
    const recent = lastThrow[event.process];
    if (recent !== undefined && (recent.frame === event.frame || recent.ended === event.frame)) {
      known.value = recent.value;
      // The error goes on to the caller: if that ends next, it threw the same.
      recent.ended = known.parent;
    } else (thrown[event.process] ??= []).push(known);
  }

  /** An error came up: it is what the frames threw that ended before without one. */
  function settle(process: number, value: Value): void {
    for (const frame of thrown[process] ?? []) frame.value = value;
    thrown[process] = [];
  }

  for (const event of events) {
    switch (event.type) {
      case 'call-start':
        start(event);
        break;
      case 'call-end':
        end(event);
        break;
      case 'error-thrown':
        settle(event.process, event.value);
        lastThrow[event.process] = { frame: event.frame, ended: event.frame, value: event.value };
        break;
      case 'error-caught':
      case 'process-error':
        settle(event.process, event.value);
        lastThrow[event.process] = undefined;
        break;
      case 'suspended':
        frameOf(event.process, event.frame)?.suspensions.push({ suspended: event.seq });
        break;
      case 'resumed': {
        const open = frameOf(event.process, event.frame)?.suspensions.findLast(
          ({ resumed }) => resumed === undefined,
        );
        if (open !== undefined) open.resumed = event.seq;
        break;
      }
      default:
    }
  }
  return { all, of: frameOf };
}

interface ThrownError {
  readonly frame: FrameId;
  /** The frame that throws it if it is the next to end. */
  ended: FrameId;
  readonly value: Value;
}
