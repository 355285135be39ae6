/**
 * The causal chain of an answer: the path through the slice from the symptom to the first suspect, and on to where its value
 * began. Points on the same lines are one hop; copies between are folded by that. Every hop cites its event.
 */
import type { Hop } from '../../protocol/answer.ts';
import type { Slice, SlicePoint } from '../../query/provenance/slice.ts';
import type { Evidence } from '../../query/provenance/point.ts';
import type { Beside } from '../../query/beside.ts';
import type { Candidate } from '../../query/suspect/rank.ts';
import { linesOf, statementOf } from '../../query/suspect/line.ts';
import { formatValue } from '../../query/value-text.ts';

const MOST_HOPS = 12;
const MOST_BEYOND = 4;
const CODE_LENGTH = 140;

export interface ChainInput {
  readonly slice: Slice;
  readonly suspect: Candidate | null;
  readonly beside: readonly Beside[];
  readonly focus: Evidence | null;
  readonly was: string | null;
}

/** @returns the hops from the symptom backwards, at most a dozen */
export function buildChain(input: ChainInput): readonly Hop[] {
  const { slice, suspect } = input;
  const end = suspect?.point ?? nearestOf(slice, suspect) ?? deepestData(slice);
  const path = end === null ? [] : pathTo(end);
  const beyond = end === null ? [] : pathBeyond(slice, end);
  const hops = fold([...path, ...beyond]);
  const symptom =
    input.focus === null
      ? []
      : [hopOf(input.focus, 'change', 'what the question is about', input.was)];
  const turned =
    suspect !== null && suspect.point === null ? besideHops(input.beside, suspect) : [];
  return shorten(dedupe([...symptom, ...hops, ...turned]));
}

function pathTo(end: SlicePoint): readonly SlicePoint[] {
  const path: SlicePoint[] = [];
  for (let at: SlicePoint | null = end; at !== null; at = at.via) path.unshift(at);
  return path;
}

/** The suspect lies beside the slice: the nearest point of its function stands for it. */
function nearestOf(slice: Slice, suspect: Candidate | null): SlicePoint | null {
  if (suspect === null) return null;
  return (
    slice.points.find(
      ({ evidence }) =>
        evidence !== null &&
        evidence.source.scopes.functionOf(evidence.node).id === suspect.functionId,
    ) ?? null
  );
}

function deepestData(slice: Slice): SlicePoint | null {
  return (
    slice.points.findLast(
      (point) => point.isData && point.evidence?.seq !== null && point.evidence !== null,
    ) ?? null
  );
}

/** From the suspect on to the beginning of its value, a few hops. */
function pathBeyond(slice: Slice, end: SlicePoint): readonly SlicePoint[] {
  const byParent = new Map<SlicePoint, SlicePoint[]>();
  for (const point of slice.points) {
    if (point.via === null) continue;
    const list = byParent.get(point.via);
    if (list === undefined) byParent.set(point.via, [point]);
    else list.push(point);
  }
  const path: SlicePoint[] = [];
  let at: SlicePoint | undefined = end;
  while (at !== undefined && path.length < MOST_BEYOND * 6) {
    const next: SlicePoint | undefined = (byParent.get(at) ?? [])
      .filter((point) => point.role === 'value')
      .sort((a, b) => a.distance - b.distance)[0];
    if (next === undefined) break;
    path.push(next);
    at = next;
  }
  return path;
}

function fold(points: readonly SlicePoint[]): readonly Hop[] {
  const hops: Hop[] = [];
  let group: SlicePoint[] = [];
  let key = '';
  const flush = (): void => {
    const best = group.reduce<SlicePoint | null>(
      (found, next) => (found === null || weight(next) > weight(found) ? next : found),
      null,
    );
    const first = group[0];
    if (best === null || best.evidence === null || first === undefined) return;
    const role =
      best.point.kind === 'frontier'
        ? 'frontier'
        : first.role === 'value'
          ? roleOf(best)
          : first.role;
    hops.push(
      hopOf(
        best.evidence,
        role,
        best.point.kind === 'frontier' ? best.point.detail : first.why,
        null,
      ),
    );
  };
  for (const point of points) {
    if (point.evidence === null) continue;
    const { source, node } = point.evidence;
    const range = linesOf(source, node, source.scopes.functionOf(node));
    const here = `${range.file}:${range.line}:${range.endLine}:${point.evidence.frame.id}`;
    if (here !== key) {
      flush();
      group = [];
      key = here;
    }
    group.push(point);
  }
  flush();
  return hops;
}

function weight(point: SlicePoint): number {
  if (point.evidence?.seq === null || point.evidence === null) return 0;
  const known = point.evidence.value === null ? 0 : 1;
  const kinds: Readonly<Record<string, number>> = {
    property: 4,
    variable: 4,
    return: 3,
    expression: 2,
    parameter: 1,
  };
  return known + (kinds[point.point.kind] ?? 0);
}

function roleOf(point: SlicePoint): Hop['role'] {
  return point.point.kind === 'property' || point.point.kind === 'variable' ? 'change' : 'value';
}

/** @returns the hop that cites this evidence */
export function hopOf(evidence: Evidence, role: Hop['role'], why: string, was: string | null): Hop {
  const { source, node, seq, value } = evidence;
  const fn = source.scopes.functionOf(node);
  const range = linesOf(source, node, fn);
  const statement = statementOf(node);
  const isShort =
    source.lineAt(Math.max(statement.start, statement.end - 1)) - source.lineAt(statement.start) <
    4;
  const shown = isShort ? statement : node;
  const code = source.text
    .slice(shown.start, shown.end)
    .replaceAll(/\s+/gu, ' ')
    .slice(0, CODE_LENGTH);
  return {
    role,
    node: source.scopes.nodeId(node),
    ...range,
    function: fn.name,
    code,
    ...(value === null ? {} : { value: formatValue(value) }),
    ...(was === null ? {} : { was }),
    ...(seq === null ? {} : { seq }),
    why,
  };
}

function besideHops(beside: readonly Beside[], suspect: Candidate): readonly Hop[] {
  const found = beside.find(({ source, node }) => {
    const range = linesOf(source, node, source.scopes.functionOf(node));
    return range.file === suspect.file && range.line === suspect.line;
  });
  return found === undefined ? [] : [hopOf({ ...found }, 'control', found.why, null)];
}

function dedupe(hops: readonly Hop[]): readonly Hop[] {
  const kept: Hop[] = [];
  for (const hop of hops) {
    const last = kept.at(-1);
    const isSame =
      last !== undefined &&
      last.file === hop.file &&
      last.line === hop.line &&
      last.endLine === hop.endLine;
    if (isSame && last.value !== undefined) continue;
    if (isSame) kept.pop();
    kept.push(hop);
  }
  return kept;
}

/** Keeps both ends; the middle gives way. */
function shorten(hops: readonly Hop[]): readonly Hop[] {
  if (hops.length <= MOST_HOPS) return hops;
  const head = Math.ceil(MOST_HOPS / 2);
  return [...hops.slice(0, head), ...hops.slice(hops.length - (MOST_HOPS - head))];
}
