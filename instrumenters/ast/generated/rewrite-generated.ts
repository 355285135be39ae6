/**
 * Generated text with probes in it: the functions that were made from what a plan means are found through the source map and
 * rewritten where they stand. Texts, source map and sites go into the run folder beside those of the planned files.
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
import type { DemandRequest } from '../../../protocol/session.ts';
import type { Site } from '../../../protocol/site.ts';
import { DEFAULT_CAPTURE } from '../../instrumenter.ts';
import type { AppliedPlan, RewrittenGenerated, Target } from '../../instrumenter.ts';
import type { OverlayCache } from '../layout/overlay-cache.ts';
import { samplesOf, writeLaid, writeWhole } from '../layout/run-folder.ts';
import { secretValuesOf } from '../layout/secret-sites.ts';
import { rewriteFile } from '../rewrite.ts';
import type { Rewritten } from '../rewrite.ts';
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
  const { plan, target } = setup;
  let nextSite = setup.firstSite;
  let nextFile = setup.firstFile;
  return (request) => {
    const source = readGenerated(target.root, request);
    if (source === null) return null;
    const key = keyOf(plan, source, nextSite);
    let rewritten = setup.cache.get(request.sha1, key);
    if (rewritten === null) {
      rewritten = rewriteMapped(plan, source, nextSite);
      setup.cache.set(request.sha1, key, rewritten);
    }
    if (rewritten.sites.length === 0) return null;
    const overlay = String(nextFile);
    const result = layOut({ plan, target, source, rewritten, overlay });
    nextSite += rewritten.sites.length;
    nextFile += 1;
    return result;
  };
}

/** Everything besides the generated text that its rewritten form depends on, the texts of the sources among it. */
function keyOf(plan: InstrumentationPlan, { name, stored }: GeneratedSource, firstSite: number) {
  const asked = plan.probes.map(({ id, kind, node, capture }) => [id, kind, node, capture]);
  const map = createHash('sha1').update(JSON.stringify(stored)).digest('hex');
  return ['generated', name, map, firstSite, plan.limits.depth, asked];
}

interface GeneratedSource extends DemandRequest {
  /** Path relative to the project root. */
  readonly name: string;
  readonly text: string;
  readonly stored: StoredMap;
}

function readGenerated(root: string, { path, sha1 }: DemandRequest): GeneratedSource | null {
  if (statSync(path).size > MOST_BYTES) return null;
  const bytes = readFileSync(path);
  if (createHash('sha1').update(bytes).digest('hex') !== sha1) return null;
  const text = bytes.toString('utf8');
  const stored = mayHaveMap(path, text) ? findMap(root, path, text) : null;
  if (stored === null) return null;
  const inside = relative(root, path);
  const name = (isAbsolute(inside) ? path : inside).split(sep).join('/');
  return { path, sha1, name, text, stored };
}

function rewriteMapped(
  plan: InstrumentationPlan,
  { name, text, stored }: GeneratedSource,
  firstSite: number,
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
  const rewritten = rewriteFile({ tree, scopes, selections, firstSite, limits: plan.limits });
  return { ...rewritten, sites: nameSites(rewritten.sites, translation) };
}

interface Layout {
  readonly plan: InstrumentationPlan;
  readonly target: Target;
  readonly source: GeneratedSource;
  readonly rewritten: Rewritten;
  readonly overlay: string;
}

function layOut({ plan, target, source, rewritten, overlay }: Layout): RewrittenGenerated {
  const { text, name, path, sha1, stored } = source;
  const { sites, prefix } = rewritten;
  writeLaid(target.runDir, overlay, {
    rewritten: rewritten.text,
    insertions: rewritten.insertions,
    original: text,
  });
  writeWhole(join(target.runDir, 'sources', `${overlay}.map`), JSON.stringify(stored));
  const file = { path, name, overlay, sha1 };
  const { redactNames } = { ...DEFAULT_CAPTURE, ...target.capture };
  const firstSite = (sites[0] as Site).id;
  return {
    laid: { file, sites },
    reply: {
      file,
      added: { prefix, firstSite, sites: sites.length },
      sites: {
        first: firstSite,
        functions: Buffer.from(sites.map(({ kind }) => (kind === 'function' ? 1 : 0))).toString(
          'base64',
        ),
        depth: Buffer.from(rewritten.depth).toString('base64'),
        sample: samplesOf({ plan, sites }),
        redactValues: secretValuesOf(sites, new Map([[name, text]]), redactNames),
      },
    },
  };
}
