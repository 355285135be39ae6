/**
 * Which reported values the target must not record, because of names that only the source tells: of variables, parameters and
 * properties, of what is read just there, and of what a secret variable is made from.
 */
import { createNameTest } from '../../../protocol/target/secret-name.ts';
import type { NameTest } from '../../../protocol/target/secret-name.ts';
import type { Site } from '../../../protocol/site.ts';

/** `token`, `this.user.token`, `return token;`: the name in the end is what is reported. */
const ENDS_IN_NAME =
  /^(?:(?:return|throw|await|yield)\b)?[\s(]*(?:#?[\w$]+\s*(?:\?|!)?\.\s*)*#?([\w$]+)[\s);]*$/u;
const HOLDERS: ReadonlySet<Site['kind']> = new Set(['write', 'update', 'property', 'field']);

/**
 * @param sources  original texts by `Site.file`
 * @returns positions of values by site (`RuntimeConfig.redactValues`)
 */
export function secretValuesOf(
  sites: readonly Site[],
  sources: ReadonlyMap<string, string>,
  redactNames: readonly string[],
): Readonly<Record<number, readonly number[]>> {
  const isSecret = createNameTest(redactNames);
  const found: Record<number, readonly number[]> = {};
  const holders = new Map<string, Site[]>();
  for (const site of sites) {
    const positions = namedPositions(site, isSecret);
    if (positions.length === 0) continue;
    found[site.id] = positions;
    if (!HOLDERS.has(site.kind)) continue;
    const key = `${site.file}\n${site.fn}`;
    holders.set(key, [...(holders.get(key) ?? []), site]);
  }
  for (const site of sites) {
    if (site.id in found || site.kind === 'function' || site.kind === 'snapshot') continue;
    const held = holders.get(`${site.file}\n${site.fn}`) ?? [];
    const isPart = held.some(({ start, end }) => start <= site.start && site.end <= end);
    const text = sources.get(site.file)?.slice(site.start, site.end) ?? '';
    if (isPart || endsInSecret(text, isSecret)) found[site.id] = [site.kind === 'field' ? 1 : 0];
  }
  return found;
}

function namedPositions(site: Site, isSecret: NameTest): readonly number[] {
  const original = site.original?.names;
  if (site.names !== undefined)
    return site.names.flatMap((name, at) =>
      isSecret(name) || isSecret(original?.[at] ?? '') ? [at] : [],
    );
  // What a message is called is no name of what it holds.
  const name = site.binding?.name ?? (site.kind === 'sent' ? undefined : site.key);
  if (name === undefined || !(isSecret(name) || isSecret(site.original?.name ?? ''))) return [];
  // A field reports its object first.
  return [site.kind === 'field' ? 1 : 0];
}

function endsInSecret(text: string, isSecret: NameTest): boolean {
  if (text.length > 200) return false;
  const name = ENDS_IN_NAME.exec(text)?.[1];
  return name !== undefined && isSecret(name);
}
