/** From an event of the subject, or an activation that threw, to the points where the walk backwards starts. */
import type { SyntaxNode } from '../../../code-graph/index.ts';
import { placeOf, placeOfSite } from '../../../query/provenance/place.ts';
import { expressionAt, reachedAt } from '../../../query/provenance/point.ts';
import type { Context, Evidence } from '../../../query/provenance/point.ts';
import type { Target } from '../../../query/provenance/slice.ts';
import type { SubjectEvent } from '../../../query/target/subject/focus.ts';
import type { Frame } from '../../../query/timeline.ts';

/** @returns the event as evidence, or null where its source was not recorded */
export function evidenceOfEvent(context: Context, one: SubjectEvent): Evidence | null {
  if (one.event.type === 'call-end' && one.event.outcome === 'threw')
    return thrownEvidence(context, one.frame);
  const place = placeOfSite(context, one.site);
  if (place === null) return null;
  const { source, node } = place;
  return { source, node, frame: one.frame, seq: one.event.seq, value: one.value };
}

/** @returns where the walk starts for an event of the subject; none where its source was not recorded */
export function targetsOf(context: Context, one: SubjectEvent): readonly Target[] {
  const place = placeOfSite(context, one.site);
  if (place === null) return [];
  const { source, node } = place;
  const { event, frame } = one;
  const target = (point: Target['point']): readonly Target[] => [
    { point, cost: 0, why: 'what the question is about' },
  ];
  switch (event.type) {
    case 'variable-written':
    case 'error-caught':
      return target({ kind: 'variable', event, frame, source, node });
    case 'property-written':
      return target({ kind: 'property', event, frame, source, node });
    case 'property-read':
    case 'call-result':
    case 'value-read':
      return target(expressionAt(source, node, frame, event.seq + 1));
    case 'call-start': {
      const index = frame.site.names?.findIndex((_, at) => event.values[at] === one.value) ?? -1;
      const fn = source.scopes.nodeById(frame.site.node);
      if (fn === null || index < 0) return [];
      const named = parameterNode(context, frame, index) ?? fn;
      return target({ kind: 'parameter', frame, index, source, node: named });
    }
    case 'call-end': {
      const fn = source.scopes.nodeById(frame.site.node);
      if (fn === null) return [];
      if (event.outcome === 'threw') return thrownTargets(context, frame);
      return target({ kind: 'return', frame, source, node: fn });
    }
  }
}

function parameterNode(context: Context, frame: Frame, index: number): SyntaxNode | null {
  const source = context.sources.file(frame.site.file);
  const name = frame.site.names?.[index];
  const fn = source?.scopes.functions.find((info) => info.id === frame.site.node);
  return fn?.params.find((binding) => binding.name === name)?.node ?? null;
}

/** A frame that threw: the statement that was running, in the deepest activation the error went through. */
export function thrownTargets(context: Context, frame: Frame): readonly Target[] {
  let at = frame;
  for (let inner: Frame | undefined = frame; inner !== undefined;) {
    at = inner;
    inner = inner.children.findLast((child) => child.outcome === 'threw');
  }
  const last = at.events.findLast(
    (event) => event.type !== 'call-end' && context.timeline.sites[event.site]?.kind !== 'function',
  );
  const place = placeOf(context, last?.site);
  if (place === null || last === undefined) return [];
  return statementTargets([place.source, place.node, at, last.seq + 1], 0);
}

/** What the thrown value costs beside the reason why it was thrown. */
const THROWN_VALUE = 0.5;

/** @returns the value of a statement and why it was reached; where is as `expressionAt` takes it */
export function statementTargets(
  where: Parameters<typeof expressionAt>,
  cost: number,
): readonly Target[] {
  const [source, node, frame, before] = where;
  // What a throw statement throws says what went wrong; that it was reached is what needs a cause.
  if (node.type === 'throw_statement') {
    const why = { ...reachedAt(source, node, frame, before), isDecisive: true };
    return [
      { point: why, cost, why: 'what threw' },
      { point: expressionAt(...where), cost: cost + THROWN_VALUE, why: 'what was thrown' },
    ];
  }
  return [
    { point: expressionAt(...where), cost, why: 'what threw' },
    { point: reachedAt(source, node, frame, before), cost: cost + 0.1, why: 'reached' },
  ];
}

const LOOK_AHEAD = 2000;

/** The place that threw, with the error as the next one who saw it recorded it. */
function thrownEvidence(context: Context, frame: Frame): Evidence | null {
  const point = thrownTargets(context, frame)[0]?.point;
  if (point?.kind !== 'expression') return null;
  const { source, node, before } = point;
  const seen = context.timeline.events
    .slice(before - 2, before + LOOK_AHEAD)
    .find(
      (event) =>
        event.type === 'error-thrown' ||
        event.type === 'error-caught' ||
        event.type === 'process-error',
    );
  const value = seen !== undefined && 'value' in seen ? seen.value : null;
  return { source, node, frame: point.frame, seq: seen?.seq ?? before - 1, value };
}
