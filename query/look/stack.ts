/** The activations that were open at a time: of one, and of whoever called it, each with the line that it had come to. */
import { withinFile } from '../../protocol/ids.ts';
import type { Context } from '../provenance/point.ts';
import { countBefore } from '../lists.ts';
import type { Frame } from '../timeline.ts';

export interface StackLine {
  /** Number of the activation in its process. */
  readonly frame: number;
  readonly function: string;
  readonly file: string;
  /** Where it was: the place of its last event; where the function stands where it has none. */
  readonly line: number;
  /** The event that shows that it was there. */
  readonly seq: number;
}

const DEEPEST = 200;

/** @returns the lines, innermost first; callers whose function was not watched are not there */
export function stackOf(context: Context, frame: Frame, seq: number): readonly StackLine[] {
  const lines: StackLine[] = [];
  for (let at: Frame | null = frame; at !== null && lines.length < DEEPEST; at = callerOf(at))
    lines.push(lineOf(context, at, seq));
  return lines;
}

/** A module's activation never ends, so what was recorded as its caller is only what was loaded before it. */
export function callerOf({ site, parent }: Frame): Frame | null {
  return site.node.endsWith('#') ? null : parent;
}

/** @returns where an activation was at a time */
export function lineOf(context: Context, frame: Frame, seq: number): StackLine {
  const own = frame.events[countBefore(frame.events, seq + 1) - 1];
  const site = (own === undefined ? undefined : context.timeline.sites[own.site]) ?? frame.site;
  const source = context.sources.file(site.file);
  const node = context.sources.nodeOf(site);
  const shown = source === null || node === null ? null : source.original(node);
  const fn = context.sources.functionOf(frame.site);
  return {
    frame: frame.id,
    function: nameOf(fn?.name, frame),
    file: shown?.source.path ?? site.file,
    line: shown === null ? 0 : shown.source.lineAt(shown.node.start),
    seq: own?.seq ?? frame.start.seq,
  };
}

function nameOf(name: string | undefined, { site }: Frame): string {
  return name ?? withinFile(site.node);
}
