/**
 * Generated text with probes in it: the functions that were made from what a plan means are found through the source map and
 * rewritten where they stand, which may be inside a text that the file gives to `eval`. Texts, source maps and sites go into the
 * run folder beside those of the planned files.
 */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import {
  analyzeScopes,
  findMap,
  mayHaveMap,
  openGeneratedMap,
  parseSource,
} from '../../../code-graph/index.ts';
import type { StoredMap } from '../../../code-graph/index.ts';
import type { ScopeTable } from '../../../code-graph/syntax/scope-table.ts';
import type { InstrumentationPlan } from '../../../protocol/plan.ts';
import type {
  AddedOverlay,
  DemandRequest,
  LaidGenerated,
  ServedFile,
} from '../../../protocol/session.ts';
import type { Site } from '../../../protocol/site.ts';
import { DEFAULT_CAPTURE } from '../../instrumenter.ts';
import type { AppliedPlan, RewrittenGenerated, Target } from '../../instrumenter.ts';
import { conditionsOf } from '../condition/condition.ts';
import type { OverlayCache } from '../layout/overlay-cache.ts';
import { samplesOf, writeLaid, writeWhole } from '../layout/run-folder.ts';
import { secretValuesOf } from '../layout/secret-sites.ts';
import { choosePrefix } from '../prologue.ts';
import { rewriteFile } from '../rewrite.ts';
import type { Rewritten } from '../rewrite.ts';
import { findEvaluated, insertIntoLiterals, mayEvaluate } from './evaluated.ts';
import type { Evaluated } from './evaluated.ts';
import { nameSites, translateProbes } from './translate.ts';

export interface GeneratedSetup {
  readonly cache: OverlayCache;
  readonly plan: InstrumentationPlan;
  readonly target: Target;
  /** First free numbers. */
  readonly firstSite: number;
  readonly firstFile: number;
}

const MOST_BYTES = 16 * 1024 * 1024;

/** @returns the function that answers what is asked for while the command runs */
export function openGenerated(setup: GeneratedSetup): AppliedPlan['rewriteGenerated'] {
  const { plan, target, cache } = setup;
  let nextSite = setup.firstSite;
  let nextFile = setup.firstFile;
  return (request) => {
    const source = readGenerated(target.root, request);
    if (source === null) return null;
    let freeSite = nextSite;
    const done: Done[] = [];
    for (const unit of source.units) {
      const key = keyOf(plan, unit, { firstSite: freeSite, prefix: source.prefix });
      let rewritten = cache.get(unit.sha1, key);
      if (rewritten === null) {
        rewritten = rewriteMapped(plan, unit, { firstSite: freeSite, prefix: source.prefix });
        cache.set(unit.sha1, key, rewritten);
      }
      if (rewritten.sites.length === 0) continue;
      freeSite += rewritten.sites.length;
      done.push({ unit, rewritten, overlay: String(nextFile) });
      nextFile += 1;
    }
    if (done.length === 0) return null;
    const result = layOut({ plan, target, source, done, overlay: String(nextFile) });
    nextSite = freeSite;
    nextFile += 1;
    return result;
  };
}

interface Numbering {
  readonly firstSite: number;
  /** Chosen for the whole file where it is made of several texts. */
  readonly prefix?: string | undefined;
}

/** Everything besides the generated text that its rewritten form depends on, the texts of the sources among it. */
function keyOf(plan: InstrumentationPlan, { name, stored }: Unit, at: Numbering) {
  const asked = plan.probes.map(({ id, kind, node, capture, when }) => [
    id,
    kind,
    node,
    capture,
    when,
  ]);
  const map = createHash('sha1').update(JSON.stringify(stored)).digest('hex');
  return ['generated', name, map, at.firstSite, at.prefix, plan.limits.depth, asked];
}

/** A text with a source map: the file itself, or one that it gives to `eval`. */
interface Unit {
  /** Path relative to the project root; what sites call it. */
  readonly name: string;
  readonly text: string;
  readonly sha1: string;
  readonly stored: StoredMap;
  /** Where in the file it stands; null: it is the file. */
  readonly evaluated: Evaluated | null;
}

interface GeneratedSource extends DemandRequest {
  readonly name: string;
  readonly text: string;
  readonly units: readonly Unit[];
  /** What inserted names begin with; undefined where the text of the only unit decides. */
  readonly prefix: string | undefined;
}

interface Done {
  readonly unit: Unit;
  readonly rewritten: Rewritten;
  readonly overlay: string;
}

function readGenerated(root: string, { path, sha1 }: DemandRequest): GeneratedSource | null {
  if (statSync(path).size > MOST_BYTES) return null;
  const bytes = readFileSync(path);
  if (sha1Of(bytes) !== sha1) return null;
  const text = bytes.toString('utf8');
  const inside = relative(root, path);
  const name = (isAbsolute(inside) ? path : inside).split(sep).join('/');
  const source = { path, sha1, name, text };
  const evaluated = mayEvaluate(text) ? evaluatedUnits(root, source) : [];
  if (evaluated.length > 0) return { ...source, units: evaluated, prefix: choosePrefix(text) };
  const stored = mayHaveMap(path, text) ? findMap(root, path, text) : null;
  if (stored === null) return null;
  const unit = { name, text, sha1, stored, evaluated: null };
  return { ...source, units: [unit], prefix: undefined };
}

/** The texts given to `eval` that were made from sources of the project. */
function evaluatedUnits(
  root: string,
  { name, path, text }: Pick<GeneratedSource, 'name' | 'path' | 'text'>,
): readonly Unit[] {
  return findEvaluated(parseSource(name, text).tree).flatMap((evaluated, at) => {
    const stored = findMap(root, path, evaluated.text);
    if (stored === null) return [];
    const sha1 = sha1Of(evaluated.text);
    return { name: `${name}!${at}.js`, text: evaluated.text, sha1, stored, evaluated };
  });
}

function sha1Of(text: Buffer | string): string {
  return createHash('sha1').update(text).digest('hex');
}

function rewriteMapped(
  plan: InstrumentationPlan,
  { name, text, stored }: Unit,
  { firstSite, prefix }: Numbering,
): Rewritten {
  const { tree } = parseSource(name, text);
  const scopes = analyzeScopes(tree);
  const map = openGeneratedMap(text, stored);
  const parsed = new Map<string, ScopeTable | null>();
  const scopesOf = (path: string): ScopeTable | null => {
    const source = map.texts.get(path);
    if (!parsed.has(path))
      parsed.set(path, source === undefined ? null : analyzeScopes(parseSource(path, source).tree));
    return parsed.get(path) ?? null;
  };
  const translation = { scopes, map, scopesOf };
  const selections = translateProbes(plan.probes, translation);
  const { limits } = plan;
  const own = prefix === undefined ? {} : { prefix };
  const rewritten = rewriteFile({ tree, scopes, selections, firstSite, limits, ...own });
  return { ...rewritten, sites: nameSites(rewritten.sites, translation) };
}

interface Layout {
  readonly plan: InstrumentationPlan;
  readonly target: Target;
  readonly source: GeneratedSource;
  readonly done: readonly Done[];
  /** Of the file around texts that are given to `eval`. */
  readonly overlay: string;
}

function layOut(layout: Layout): RewrittenGenerated {
  const { plan, target, source, done } = layout;
  for (const { unit, rewritten, overlay } of done) {
    const { text: original, stored } = unit;
    writeLaid(target.runDir, overlay, { ...rewritten, rewritten: rewritten.text, original });
    writeWhole(join(target.runDir, 'sources', `${overlay}.map`), JSON.stringify(stored));
  }
  const sites = done.flatMap(({ rewritten }) => rewritten.sites);
  const texts = done.map(addedOf);
  const laid = done.map(laidOf(source));
  const isWhole = done[0]?.unit.evaluated === null;
  const file = isWhole ? (laid[0] as LaidGenerated).file : layOutFile(layout, texts);
  if (!isWhole) laid.push({ file, sites: [] });
  const originals = new Map(done.map(({ unit }) => [unit.name, unit.text]));
  const { redactNames } = { ...DEFAULT_CAPTURE, ...target.capture };
  const starts = sites.map(({ kind }) => (kind === 'function' ? 1 : 0));
  const depth = done.flatMap(({ rewritten }) => rewritten.depth);
  return {
    laid,
    reply: {
      file,
      texts,
      sites: {
        first: (sites[0] as Site).id,
        functions: Buffer.from(starts).toString('base64'),
        depth: Buffer.from(depth).toString('base64'),
        sample: samplesOf({ plan, sites }),
        redactValues: secretValuesOf(sites, originals, redactNames),
        conditions: conditionsOf(sites),
      },
    },
  };
}

/** Two files may not have one path. */
function laidOf({ path }: GeneratedSource): (done: Done) => LaidGenerated {
  return ({ unit: { name, sha1, evaluated }, rewritten: { sites }, overlay }) => ({
    file: { path: evaluated === null ? path : `${path}!${overlay}`, name, overlay, sha1 },
    sites,
  });
}

function addedOf({ rewritten, overlay }: Done): AddedOverlay {
  const { prefix, sites } = rewritten;
  return { overlay, added: { prefix, firstSite: (sites[0] as Site).id, sites: sites.length } };
}

/** Maps nothing: no line of the file itself is a source's. */
const EMPTY_MAP: StoredMap = {
  version: 3,
  names: [],
  sources: [],
  sourcesContent: [],
  mappings: '',
};

/** Writes the file around texts that are given to `eval`, and adds it to the texts. */
function layOutFile({ target, source, done, overlay }: Layout, texts: AddedOverlay[]): ServedFile {
  const probed = done.map(({ unit, rewritten }) => ({
    ...{ evaluated: unit.evaluated as Evaluated, inserted: rewritten },
  }));
  const { text, insertions } = insertIntoLiterals(source.text, probed);
  writeLaid(target.runDir, overlay, { rewritten: text, insertions, original: source.text });
  writeWhole(join(target.runDir, 'sources', `${overlay}.map`), JSON.stringify(EMPTY_MAP));
  const { prefix, firstSite } = (texts[0] as AddedOverlay).added;
  const sites = texts.reduce((sum, { added }) => sum + added.sites, 0);
  texts.push({ overlay, added: { prefix, firstSite, sites } });
  const { path, name, sha1 } = source;
  return { path, name, overlay, sha1 };
}
