/**
 * A sink for tests that re-checks, at every probe, what the rewriter promises: the site exists and is of the probe's kind, the
 * frame belongs to the site's function, the token to the function that declares the variable. It collects what is wrong.
 */
import { types } from 'node:util';
import type { Sink } from '../../../protocol/target/sink.ts';
import type { Site, SiteKind } from '../../../protocol/site.ts';

const KINDS: Readonly<Record<string, readonly SiteKind[]>> = {
  e: ['function'],
  r: ['return'],
  x: ['function'],
  w: ['write', 'update'],
  p: ['property', 'update', 'delete'],
  i: ['field'],
  v: ['read', 'receiver', 'key', 'call', 'argument', 'literal', 'await', 'yield', 'value', 'sent'],
  b: ['branch', 'case'],
  t: ['throw', 'function'],
  c: ['catch'],
  z: ['suspend'],
  d: ['iteration'],
  n: ['snapshot', 'state', 'received'],
};

export interface CheckedSink {
  readonly sink: Sink;
  readonly faults: string[];
  /** Sites that reported at least once. */
  readonly hit: ReadonlySet<number>;
  /** Values written, per variable. */
  readonly written: ReadonlyMap<string, readonly unknown[]>;
}

function reachable(object: object, key: unknown): PropertyDescriptor | undefined {
  if (types.isProxy(object) || typeof key === 'object' || typeof key === 'function')
    return undefined;
  const own = Object.getOwnPropertyDescriptor(object, key as PropertyKey);
  const next = Object.getPrototypeOf(object) as object | null;
  return own ?? (next === null ? undefined : reachable(next, key));
}

export function makeCheckedSink(sites: readonly Site[]): CheckedSink {
  const faults: string[] = [];
  const hit = new Set<number>();
  const written = new Map<string, unknown[]>();
  const frames: Site[] = [];
  const ended = new Set<number>();
  const siteOf = (s: number): Site | undefined => sites.find((site) => site.id === s);
  const check = (member: string, s: number, f: number): Site | undefined => {
    const site = siteOf(s);
    hit.add(s);
    if (site === undefined) faults.push(`${member}: no site ${s}`);
    else {
      if (!(KINDS[member] ?? []).includes(site.kind)) faults.push(`${member} on a ${site.kind}`);
      if (f !== 0 && frames[f - 1]?.fn !== site.fn)
        faults.push(`${site.kind} of ${site.fn} in a frame of ${frames[f - 1]?.fn ?? '?'}`);
    }
    return site;
  };
  const enter = (s: number, o: number, count: number): number => {
    const site = check('e', s, 0);
    if (o !== 0 && frames[o - 1] === undefined) faults.push(`outer frame ${o} is not there`);
    if (site === undefined) return 0;
    if ((site.names ?? []).length !== count) faults.push(`${site.fn}: ${count} values`);
    return frames.push(site);
  };
  const pass =
    (member: string) =>
    <T>(s: number, f: number, value: T): T => {
      check(member, s, f);
      return value;
    };
  const sink: Sink = {
    g: new Uint8Array(sites.reduce((most, { id }) => Math.max(most, id), 0) + 1).fill(1),
    e0: (s, o) => enter(s, o, 0),
    e1: (s, o) => enter(s, o, 1),
    e2: (s, o) => enter(s, o, 2),
    e3: (s, o) => enter(s, o, 3),
    e4: (s, o) => enter(s, o, 4),
    en: (s, o, values) => enter(s, o, values.length),
    r: pass('r'),
    x: (s, f, y) => {
      check('x', s, f);
      if (y !== undefined && y !== 0) check('r', Math.abs(y), f);
      if (ended.has(f)) faults.push(`frame ${f} ended twice`);
      ended.add(f);
    },
    w: (s, f, token, value) => {
      const site = check('w', s, f);
      const owner = token === 0 ? null : frames[token - 1]?.fn;
      if (owner !== null && owner !== site?.binding?.declaredIn)
        faults.push(`${site?.binding?.name ?? '?'} is owned by ${owner ?? '?'}`);
      const name = site?.binding?.name ?? '?';
      written.set(name, [...(written.get(name) ?? []), value]);
      return value;
    },
    p: pass('p'),
    k: (value) => value,
    a: () => -1,
    i: (s, c, f, _self, value) => {
      if (c !== -1) faults.push('a field that does not know who runs');
      if (s > 0) check('i', s, f);
      return value;
    },
    v: pass('v'),
    l: (s, r, f, o, k) => {
      const descriptor = o === null || o === undefined ? undefined : reachable(Object(o), k);
      if (descriptor === undefined || !('value' in descriptor)) return undefined;
      if (s > 0) check('v', s, f);
      if (r > 0) check('v', r, f);
      return descriptor.value as unknown;
    },
    b: pass('b'),
    t: pass('t'),
    c: pass('c'),
    z: pass('z'),
    d: (s, f, o) => {
      const site = check('d', s, f);
      if (o !== 0 && frames[o - 1]?.fn !== site?.fn) faults.push(`round around ${o} is not there`);
      return site === undefined ? o : frames.push(site);
    },
    n: (s, f, values) => {
      const site = check('n', s, f);
      if (site?.names?.length !== values.length) faults.push('snapshot of another size');
    },
  };
  return { sink, faults, hit, written };
}
