/**
 * The causal chain of an answer: the path through the slice from the symptom to the first suspect, and on to where its value
 * began. Points on the same lines are one hop; copies between are folded by that. Every hop cites its event.
 */
import { BESIDE_CHAIN, NAMED_BY_ERROR, THREW, inOneLine } from '../../protocol/answer.ts';
import type { Hop } from '../../protocol/answer.ts';
import type { Slice, SlicePoint } from '../../query/provenance/slice.ts';
import { holdsGenerator } from '../../query/provenance/generated-code.ts';
import { isConstant } from '../../query/provenance/point.ts';
import type { Context, Evidence } from '../../query/provenance/point.ts';
import { heldAt } from '../../query/held.ts';
import type { Beside } from '../../query/beside.ts';
import { replacedBy } from '../../query/replaced.ts';
import type { Candidate } from '../../query/suspect/rank.ts';
import { linesOf, statementOf } from '../../query/suspect/line.ts';
import { formatValue, isTruthy } from '../../query/value-text.ts';

/** Of the way to the first suspect; where it is shorter, the next suspects are shown beside it. */
const MOST_HOPS = 12;
const MOST_BEYOND = 4;
const CODE_LENGTH = 140;
/** No file holds such code, and nothing in it is watched. */
const GENERATED = '; code was generated here at run time';

export interface ChainInput {
  readonly context: Context;
  readonly slice: Slice;
  readonly suspect: Candidate | null;
  /** The suspects that come next: a hop each, where there is room and the chain does not hold them yet. */
  readonly others?: readonly Candidate[];
  readonly beside: readonly Beside[];
  readonly focus: Evidence | null;
  /** What is wrong with it, where that is known. */
  readonly symptom?: string | null;
  readonly was: string | null;
}

/** @returns the hops from the symptom backwards, at most a dozen */
export function buildChain(input: ChainInput): readonly Hop[] {
  const { context, slice, suspect } = input;
  const end = suspect?.point ?? nearestOf(slice, suspect) ?? deepestData(slice);
  const path = end === null ? [] : pathTo(end);
  const beyond = end === null ? [] : pathBeyond(slice, end);
  const symptom =
    input.focus === null
      ? []
      : [
          hopOf(
            context,
            input.focus,
            'change',
            input.symptom ?? 'what the question is about',
            input.was,
          ),
        ];
  const turned = suspect !== null && suspect.point === null ? besideHops(input, suspect) : [];
  const there = shorten(dedupe([...symptom, ...fold(context, path)]), MOST_HOPS - turned.length);
  const rest = fold(context, beyond).slice(
    0,
    Math.max(0, MOST_HOPS - there.length - turned.length),
  );
  const chain = withSymptom(dedupe([...there, ...rest, ...turned]), symptom[0], input.symptom);
  const more = (input.others ?? []).flatMap((other) => otherHops(input, other));
  const room = Math.max(0, MOST_HOPS - chain.length);
  return [...chain, ...more.filter((hop) => !isHeld(chain, hop)).slice(0, room)];
}

/** Where the first step back is on the symptom's own lines, one hop stands for both: it says what is wrong as well. */
function withSymptom(
  chain: readonly Hop[],
  symptom: Hop | undefined,
  wrong: string | null | undefined,
): readonly Hop[] {
  const [first, ...rest] = chain;
  if (first === undefined || symptom === undefined || wrong == null || first.why === wrong)
    return chain;
  const isThere = first.file === symptom.file && first.line === symptom.line;
  const why = SAYS_ALL.some((start) => wrong.startsWith(start)) ? wrong : `${wrong}: ${first.why}`;
  return isThere ? [{ ...first, why }, ...rest] : chain;
}

/** How the line was come to adds nothing to what the engine said. */
const SAYS_ALL = [NAMED_BY_ERROR, THREW.program, THREW.test];

function otherHops(input: ChainInput, other: Candidate): readonly Hop[] {
  const { context } = input;
  const { point } = other;
  if (point === null)
    return besideHops(input, other).map((hop) => ({ ...hop, why: `${BESIDE_CHAIN}: ${hop.why}` }));
  if (point.evidence === null || point.point.kind === 'frontier' || !hadPart(point)) return [];
  // What came after it had no part in it, unless it was that it came too late.
  const seen = input.focus?.seq ?? null;
  const { seq } = point.evidence;
  if (seen !== null && seq !== null && seq > seen && !isLate(point)) return [];
  const leap = leapTo(point);
  const why = `${BESIDE_CHAIN}: ${(leap ?? point).why}`;
  const hop = hopOf(context, point.evidence, point.role, why, wasBefore(context, point));
  return [leap === null ? hop : { ...hop, inferred: true }];
}

function isLate(point: SlicePoint): boolean {
  return pathTo(point).some(({ hint }) => hint === 'late');
}

/** What led to a place that the question only mentions need not have led to the symptom. */
function hadPart(point: SlicePoint): boolean {
  const target = pathTo(point)[0];
  return target === undefined || target === point || target.carries || target.hint !== null;
}

function isHeld(chain: readonly Hop[], { file, line, endLine }: Hop): boolean {
  return chain.some((hop) => hop.file === file && hop.line <= endLine && hop.endLine >= line);
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

/**
 * From the suspect on to where its value began: at each step to the nearest place that gave it one, first of all to one that was
 * as empty (0, '', null …) as what came of it.
 */
function pathBeyond(slice: Slice, end: SlicePoint): readonly SlicePoint[] {
  const path: SlicePoint[] = [];
  let at = end;
  for (let step = 0; step < MOST_BEYOND; step += 1) {
    const next = nextGiver(slice, at);
    if (next === null) break;
    path.push(...between(at, next));
    at = next;
  }
  return path;
}

const EMPTY_BONUS = 1;
/** A write or a return says more than an expression that was given along. */
const EXPRESSION_COST = 0.5;

function nextGiver(slice: Slice, from: SlicePoint): SlicePoint | null {
  const isEmpty = isEmptyHanded(from);
  let best: { readonly point: SlicePoint; readonly cost: number } | null = null;
  for (const point of slice.points) {
    if (!isGiver(point) || isSameLine(point, from) || !isBelow(point, from)) continue;
    const isWrite = point.point.kind !== 'expression';
    const cost =
      point.distance -
      (isEmpty && isEmptyHanded(point) ? EMPTY_BONUS : 0) +
      (isWrite ? 0 : EXPRESSION_COST);
    if (best === null || cost < best.cost) best = { point, cost };
  }
  return best?.point ?? null;
}

/** A recorded write or return; or an expression that the call in the graph leads to, recorded or not. */
function isGiver({ point, role, evidence }: SlicePoint): boolean {
  if (role !== 'value' || evidence === null) return false;
  if (point.kind === 'expression') return true;
  const isPlace = point.kind === 'variable' || point.kind === 'property' || point.kind === 'return';
  return isPlace && evidence.seq !== null && evidence.value !== null;
}

function isSameLine(a: SlicePoint, b: SlicePoint): boolean {
  const [x, y] = [a.evidence, b.evidence];
  if (x === null || y === null || x.source !== y.source) return false;
  const [first, second] = [x.source.original(x.node), y.source.original(y.node)];
  return (
    first.source === second.source &&
    first.source.lineAt(first.node.start) === second.source.lineAt(second.node.start)
  );
}

function isBelow(point: SlicePoint, from: SlicePoint): boolean {
  for (let up = point.via; up !== null; up = up.via) {
    if (up === from) return true;
    if (up.role !== 'value') return false;
  }
  return false;
}

function isEmptyHanded({ evidence }: SlicePoint): boolean {
  const value = evidence?.value ?? null;
  return value !== null && isTruthy(value) === false;
}

/** The points after `from` up to `to`. */
function between(from: SlicePoint, to: SlicePoint): readonly SlicePoint[] {
  const path: SlicePoint[] = [];
  for (let at: SlicePoint | null = to; at !== null && at !== from; at = at.via) path.unshift(at);
  return path;
}

function fold(context: Context, points: readonly SlicePoint[]): readonly Hop[] {
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
    const leap = group.map(leapTo).find((one) => one !== null) ?? null;
    const step = leap ?? first;
    const why = best.point.kind === 'frontier' ? best.point.detail : step.why;
    hops.push({
      ...hopOf(context, best.evidence, role, why, wasBefore(context, best)),
      ...(leap === null ? {} : { inferred: true as const }),
    });
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

/** The inferred step by which a point, or one without a place just before it, was reached. */
function leapTo(point: SlicePoint): SlicePoint | null {
  if (point.isInferred) return point;
  for (let at = point.via; at !== null && at.evidence === null; at = at.via)
    if (at.isInferred) return at;
  return null;
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

function wasBefore({ timeline }: Context, { point }: SlicePoint): string | null {
  const was = replacedBy(timeline, point);
  return was === null ? null : formatValue(was);
}

function roleOf(point: SlicePoint): Hop['role'] {
  return point.point.kind === 'property' || point.point.kind === 'variable' ? 'change' : 'value';
}

/** @returns the hop that cites this evidence */
export function hopOf(
  context: Context,
  evidence: Evidence,
  role: Hop['role'],
  why: string,
  was: string | null,
): Hop {
  const { seq } = evidence;
  const { source, node } = evidence.source.original(evidence.node);
  const fn = source.scopes.functionOf(node);
  const range = linesOf(source, node, fn);
  const statement = statementOf(node);
  const isShort =
    source.lineAt(Math.max(statement.start, statement.end - 1)) - source.lineAt(statement.start) <
    4;
  const shown = isShort ? statement : node;
  const code = inOneLine(source.text.slice(shown.start, shown.end)).slice(0, CODE_LENGTH);
  return {
    role,
    node: source.scopes.nodeId(node),
    ...range,
    function: fn.name,
    code,
    ...shownOf(context, evidence),
    ...(was === null ? {} : { was }),
    ...(seq === null ? {} : { seq }),
    why: holdsGenerator(source, statement) && !why.includes('generated') ? why + GENERATED : why,
  };
}

/** A value is shown with the event that proves it, or where the source itself is the proof. */
function shownOf(context: Context, evidence: Evidence): Partial<Pick<Hop, 'value' | 'asOf'>> {
  const { value, seq, node } = evidence;
  if (value === null || (seq === null && !isConstant(node))) return {};
  const held = seq === null ? null : heldAt(context, evidence);
  return held === null
    ? { value: formatValue(value) }
    : { value: formatValue(held.value), asOf: held.before };
}

function besideHops({ context, beside }: ChainInput, suspect: Candidate): readonly Hop[] {
  const found = beside.find(({ source, node }) => {
    const range = linesOf(source, node, source.scopes.functionOf(node));
    return range.file === suspect.file && range.line === suspect.line;
  });
  return found === undefined ? [] : [hopOf(context, { ...found }, 'control', found.why, null)];
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

/** Keeps both ends, the symptom and the suspect; the middle gives way. */
function shorten(hops: readonly Hop[], most: number): readonly Hop[] {
  if (hops.length <= most) return hops;
  const head = Math.ceil(most / 2);
  return [...hops.slice(0, head), ...hops.slice(hops.length - (most - head))];
}
