/**
 * The `when` of probes, on the tool's side: what it may read at which kind of probe, which of its sites it decides about, and what
 * goes to the target. A condition reads what the probe reports: on a function what the call starts with, on a statement the named
 * locals, elsewhere the `value`.
 */
import { replaceNames } from '../../../protocol/condition/condition.ts';
import type { Condition } from '../../../protocol/condition/condition.ts';
import { parseCondition } from '../../../protocol/condition/parse.ts';
import type { Probe, ProbeKind } from '../../../protocol/plan.ts';
import type { SiteCondition } from '../../../protocol/session.ts';
import type { Site, SiteKind } from '../../../protocol/site.ts';
import type { ProbedNode } from '../../instrumenter.ts';

const VALUE = 'value';

const WRITES: readonly SiteKind[] = ['write', 'update', 'property', 'field'];
/** A value probe on an assignment reports what it writes. */
const DECIDED: Readonly<Partial<Record<ProbeKind, ReadonlySet<SiteKind>>>> = {
  write: new Set(WRITES),
  value: new Set([...WRITES, 'read', 'call', 'argument', 'literal', 'await', 'yield', 'value']),
  branch: new Set<SiteKind>(['branch']),
  snapshot: new Set<SiteKind>(['snapshot']),
};

/** @returns true where the probe's condition decides about the events of a site of that kind, the start of functions aside */
export function isDecided(probe: Probe, kind: SiteKind): boolean {
  return probe.when !== undefined && DECIDED[probe.kind]?.has(kind) === true;
}

/** @returns why the probe cannot have this condition there, with the place in its text, or null */
export function objectionToCondition(probe: Probe, node?: ProbedNode): string | null {
  const { when, kind } = probe;
  if (when === undefined) return null;
  const parsed = parseCondition(when);
  const at = (place: number, message: string): string =>
    `\`when\` ${JSON.stringify(when)}, at ${place}: ${message}`;
  if ('fault' in parsed) return at(parsed.fault.at, parsed.fault.message);
  if (node === undefined) return null;
  if (kind === 'message') return 'a message probe takes no `when`';
  const isStart =
    kind === 'function' || kind === 'state' || (kind === 'snapshot' && node.kind === 'function');
  if (node.kind === 'module' && (isStart || kind === 'snapshot'))
    return `\`when\` of a ${kind} probe wants one function, not a whole file`;
  const known = isStart || kind === 'snapshot' ? node.names : [VALUE];
  if (known === undefined) return null;
  const unknown = parsed.names.find(({ name }) => !known.includes(name));
  if (unknown === undefined) return null;
  const all = known.length === 0 ? 'nothing' : known.join(', ');
  return at(unknown.at, `${unknown.name} is not known there; a ${kind} probe reads ${all}`);
}

/** @returns what the target checks, for the sites that have a condition */
export function conditionsOf(sites: readonly Site[]): readonly SiteCondition[] {
  const found = new Map<string, { condition: Condition; sites: number[] }>();
  for (const site of sites) {
    const condition = conditionOf(site);
    if (condition === null) continue;
    const key = JSON.stringify(condition);
    const known = found.get(key);
    if (known === undefined) found.set(key, { condition, sites: [site.id] });
    else known.sites.push(site.id);
  }
  return [...found.values()];
}

/** A name that is not known in this text, because a builder took it away, stands for what cannot be known. */
function conditionOf(site: Site): Condition | null {
  if (site.when === undefined) return null;
  const parsed = parseCondition(site.when);
  if ('fault' in parsed) return null;
  const names = site.original?.names ?? site.names;
  return replaceNames(parsed.condition, (name) =>
    names !== undefined
      ? { kind: 'input', at: names.indexOf(name) }
      : name === VALUE
        ? valueOf(site)
        : { kind: 'input', at: -1 },
  );
}

/** `x++` reports what was there before; a field reports its object first. */
function valueOf({ kind, update }: Site): Condition {
  const reported: Condition = { kind: 'input', at: kind === 'field' ? 1 : 0 };
  if (update?.startsWith('postfix') !== true) return reported;
  const operator = update === 'postfix++' ? '+' : '-';
  return { kind: 'binary', operator, left: reported, right: { kind: 'literal', value: 1 } };
}
