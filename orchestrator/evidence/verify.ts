/**
 * The last check before an answer leaves: every hop is held against the recording again, whoever wrote it: its event exists,
 * happened in its file and shows its value, its node is on its lines, and no value stands without an event. What does not hold is taken out and
 * said.
 */
import type { Hop } from '../../protocol/answer.ts';
import { parseNodeId } from '../../protocol/ids.ts';
import type { ScopeEvent, Value } from '../../protocol/event.ts';
import type { Site } from '../../protocol/site.ts';
import { asHeld } from '../../query/held.ts';
import { isConstant } from '../../query/provenance/point.ts';
import type { Context } from '../../query/provenance/point.ts';
import { writtenBefore } from '../../query/replaced.ts';
import { formatValue } from '../../query/value-text.ts';

export interface Verified {
  readonly chain: readonly Hop[];
  readonly rejected: readonly string[];
}

/** @returns the hops that the recording or the graph proves, and one line for each that it does not */
export function verifyChain(context: Context, chain: readonly Hop[]): Verified {
  const rejected: string[] = [];
  const kept = chain.filter((hop) => {
    const objection = objectionTo(context, hop);
    if (objection !== null) rejected.push(`${hop.file}:${hop.line}: ${objection}`);
    return objection === null;
  });
  return { chain: kept, rejected };
}

function objectionTo(context: Context, hop: Hop): string | null {
  const source = context.sources.file(hop.file);
  if (source === null) return 'the source was not recorded';
  const node = source.scopes.nodeById(hop.node);
  if (node === null || parseNodeId(hop.node) === null) return `the graph has no node ${hop.node}`;
  const lines = source.text.split('\n').length;
  if (hop.line < 1 || hop.endLine < hop.line || hop.endLine > lines)
    return 'the lines are not in the file';
  if (!holds(hop, source.lineAt(node.start), source.lineAt(Math.max(node.start, node.end - 1))))
    return `${hop.node} is not on these lines`;
  if (hop.seq === undefined)
    return hop.value === undefined || isConstant(node) || hop.role === 'frontier'
      ? null
      : 'a value without an event';
  const event = context.timeline.at(hop.seq);
  if (event === null) return `there is no event ${hop.seq}`;
  if (!('site' in event))
    return event.type === 'process-error' ? null : `event ${hop.seq} belongs to no place`;
  const site = context.timeline.sites[event.site];
  if (site === undefined) return `event ${hop.seq} belongs to no site`;
  // What a name or property holds is proved by the write that gave it, wherever that is.
  if (originOf(context, site) !== hop.file && !event.type.endsWith('-written'))
    return `event ${hop.seq} happened in ${site.file}`;
  if (hop.value !== undefined && !shows(context, event, hop))
    return `event ${hop.seq} shows another value`;
  return hop.was === undefined || wasThere(context, event, hop.was)
    ? null
    : `nothing before event ${hop.seq} shows ${hop.was}`;
}

/** The last write before it on the same place shows the value, where that write is known. */
function wasThere({ timeline }: Context, event: ScopeEvent, text: string): boolean {
  if (!event.type.endsWith('-written')) return true;
  const was = writtenBefore(timeline, event);
  return was === null || formatValue(was) === text;
}

/** The file of the site, or the one that its text was generated from. */
function originOf({ sources }: Context, site: Site): string {
  const node = sources.nodeOf(site);
  return node === null
    ? site.file
    : (sources.file(site.file)?.original(node).source.path ?? site.file);
}

/** The event holds the value itself, as one of several, or as a part of the error that it shows. */
function shows(context: Context, event: ScopeEvent, { value: text, asOf }: Hop): boolean {
  const textOf = (value: Value): string =>
    formatValue(asOf === undefined ? value : asHeld(context, event.process, value, asOf));
  const values = 'values' in event ? event.values : 'value' in event ? [event.value] : [];
  // Not everything that is thrown is an Error to the engine: some libraries make theirs without its constructor.
  const isThrown = event.type === 'error-thrown' || event.type === 'error-caught';
  return values.some((value) => {
    if (textOf(value) === text) return true;
    const isError = value.kind === 'object' && (isThrown || value.shape === 'error');
    if (!isError) return false;
    const inner = value.fields.flatMap((field) =>
      field.value.kind === 'object' ? [field, ...field.value.fields] : [field],
    );
    return inner.some((field) => textOf(field.value) === text);
  });
}

/** The node and the lines that are cited for it have a line in common. */
function holds(hop: Hop, first: number, last: number): boolean {
  return hop.line <= last && hop.endLine >= first;
}
