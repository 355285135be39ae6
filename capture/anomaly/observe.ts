/**
 * The values that one event shows, each with the place it belongs to. A place is where history is compared: a variable (all
 * its write sites together), a property of a class (all its objects together), else the site. Properties of plain objects
 * and of objects of unknown class belong to their site: two object literals have nothing in common.
 */
import type { ObjectValue, ScopeEvent, Value } from '../../protocol/event.ts';
import { parseNodeId, type Seq } from '../../protocol/ids.ts';
import type { Site } from '../../protocol/site.ts';
import { createLru } from './lru.ts';
import { keyInProcess, type RuleContext } from './rule.ts';

export interface Observation {
  readonly place: string;
  /** The place in the source alone, whatever variable or class it is. */
  readonly sitePlace: string;
  readonly site: Site;
  /** `total`, `Order.total`, `f()`; absent for an expression without a name. */
  readonly subject: string | undefined;
  readonly isProperty: boolean;
  /** Seen in passing as a field of a value, and not what the site is about. */
  readonly isField: boolean;
  readonly value: Value;
  readonly seq: Seq;
}

export type Observe = (event: ScopeEvent) => readonly Observation[];

const NONE: readonly Observation[] = [];

export function createObserve({ siteOf, capacity }: RuleContext): Observe {
  /** Class of an object, learned from its snapshots: later events may carry its identity alone. */
  const classes = createLru<string, string>(capacity);

  /** The last place of each site: the same site mostly sees the same class and key. */
  const lastPlaces = new Map<number, PropertyPlace>();
  const fixedPlaces = new Map<number, Where>();

  /** Places that follow from the site alone are made once. */
  function fixed(site: Site, make: (site: Site) => Where): Where {
    const known = fixedPlaces.get(site.id);
    if (known !== undefined) return known;
    const where = make(site);
    fixedPlaces.set(site.id, where);
    return where;
  }

  function propertyPlace(
    site: Site,
    name: string | undefined,
    key: string | undefined,
  ): PropertyPlace {
    const last = lastPlaces.get(site.id);
    if (last !== undefined && last.name === name && last.key === key) return last;
    const sitePlace = key === undefined ? `s${site.id}` : `s${site.id}.${key}`;
    const known = name !== undefined && key !== undefined;
    const where = {
      name,
      key,
      place: known ? `c${name}.${key}` : sitePlace,
      sitePlace,
      subject: known ? `${name}.${key}` : key,
      isProperty: true,
    };
    lastPlaces.set(site.id, where);
    return where;
  }

  function learn(process: number, value: Value): void {
    if (value.kind !== 'object' || value.shape !== 'object') return;
    classes.set(keyInProcess(process, value.ref), value.name);
  }

  function learnAll(event: ScopeEvent): void {
    if ('values' in event) for (const value of event.values) learn(event.process, value);
    if ('value' in event) learn(event.process, event.value);
    if ('object' in event && event.object !== null) learn(event.process, event.object);
  }

  function classOf(process: number, object: Value | null): string | undefined {
    if (object?.kind === 'object') return namedClass(object.name);
    if (object?.kind !== 'seen') return undefined;
    return namedClass(classes.get(keyInProcess(process, object.ref)) ?? '');
  }

  function property(
    event: ScopeEvent & { readonly object: Value | null; readonly key: string | null },
    site: Site,
    value: Value,
  ): readonly Observation[] {
    const name = classOf(event.process, event.object);
    const where = propertyPlace(site, name, event.key ?? site.key);
    return withFields(event.seq, site, value, where);
  }

  return (event) => {
    const site = siteOf(event);
    if (site === undefined) return NONE;
    learnAll(event);
    switch (event.type) {
      case 'variable-written':
        return withFields(event.seq, site, event.value, fixed(site, variablePlace));
      case 'property-written':
      case 'property-read':
        return property(event, site, event.value);
      case 'call-start':
      case 'snapshot-taken':
        return event.values.flatMap((value, index) =>
          withFields(event.seq, site, value, namedPlace(site, site.names?.[index])),
        );
      case 'call-end':
        return event.outcome === 'threw'
          ? NONE
          : withFields(event.seq, site, event.value, fixed(site, returnPlace));
      case 'value-read':
        return site.kind === 'receiver' || site.kind === 'key'
          ? NONE
          : withFields(event.seq, site, event.value, fixed(site, sitePlace));
      case 'call-result':
      case 'resumed':
        return withFields(event.seq, site, event.value, fixed(site, sitePlace));
      default:
        return NONE;
    }
  };
}

/** Every value that an event carries, receivers included. */
export function valuesOf(event: ScopeEvent): readonly Value[] {
  if ('values' in event) return event.values;
  if (!('value' in event)) return [];
  return 'object' in event && event.object !== null ? [event.value, event.object] : [event.value];
}

type Where = Pick<Observation, 'place' | 'sitePlace' | 'subject' | 'isProperty'>;

interface PropertyPlace extends Where {
  readonly name: string | undefined;
  readonly key: string | undefined;
}

function variablePlace(site: Site): Where {
  const { binding } = site;
  const sitePlace = `s${site.id}`;
  const place =
    binding === undefined ? sitePlace : `v${site.file}:${binding.declaredAt}:${binding.name}`;
  return { place, sitePlace, subject: binding?.name, isProperty: false };
}

function namedPlace(site: Site, name: string | undefined): Where {
  const place = `s${site.id}:${name ?? ''}`;
  return { place, sitePlace: place, subject: name, isProperty: false };
}

function returnPlace(site: Site): Where {
  const name = functionOf(site);
  const place = `s${site.id}`;
  return { place, sitePlace: place, subject: name && `${name}()`, isProperty: false };
}

function sitePlace(site: Site): Where {
  const place = `s${site.id}`;
  return { place, sitePlace: place, subject: site.key, isProperty: false };
}

/** The value itself, and the fields of a snapshot of it. */
function withFields(seq: Seq, site: Site, value: Value, where: Where): readonly Observation[] {
  const { place, sitePlace, subject, isProperty } = where;
  const own = { place, sitePlace, subject, isProperty, site, isField: false, value, seq };
  if (value.kind !== 'object' || value.shape !== 'object' || value.fields.length === 0)
    return [own];
  return [own, ...fieldsOf(value, own)];
}

function fieldsOf(object: ObjectValue, own: Observation): readonly Observation[] {
  const name = namedClass(object.name);
  const owner = name ?? own.subject;
  return object.fields.map(({ key, value }) => {
    const sitePlace = `${own.sitePlace}.${key}`;
    return {
      place: name === undefined ? sitePlace : `c${name}.${key}`,
      sitePlace,
      site: own.site,
      subject: owner === undefined ? key : `${owner}.${key}`,
      isProperty: true,
      isField: true,
      value,
      seq: own.seq,
    };
  });
}

const namedClass = (name: string): string | undefined =>
  name === '' || name === 'Object' ? undefined : name;

/** Qualified name of the function that contains a site; undefined at module level. */
export function functionOf(site: Site): string | undefined {
  const path = parseNodeId(site.fn)?.functionPath;
  return path === '' ? undefined : path;
}
