/**
 * Runs rules over the files of a project. Declaration files hold no code that runs and are left out; a rule that fails on a
 * file is a problem of that file alone.
 */
import type { Problem } from '../../protocol/problem.ts';
import type { NodeId } from '../../protocol/ids.ts';
import { childOf, walkSyntax } from '../syntax/node.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import type { OpenFile, Sources } from '../select/sources.ts';
import { textOf } from '../statement/unit.ts';
import type { Rule, RuleFile } from './rule.ts';
import { argumentMutation } from './rules/argument-mutation.ts';
import { asyncForEach } from './rules/async-for-each.ts';
import { floatingPromise } from './rules/floating-promise.ts';
import { listenerLeak } from './rules/listener-leak.ts';
import { looseEquality } from './rules/loose-equality.ts';
import { missingAwait } from './rules/missing-await.ts';
import { parseIntRadix } from './rules/parse-int-radix.ts';
import { sharedState } from './rules/shared-state.ts';
import { sortComparator } from './rules/sort-comparator.ts';
import { swallowedError } from './rules/swallowed-error.ts';

/** In the order in which they are listed; add one by a file below `rules/` and a line here. */
export const RULES: readonly Rule[] = [
  floatingPromise,
  missingAwait,
  asyncForEach,
  swallowedError,
  listenerLeak,
  sharedState,
  argumentMutation,
  looseEquality,
  sortComparator,
  parseIntRadix,
];

export interface RuleHit {
  readonly rule: string;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly node: NodeId;
  /** The function that it is in. */
  readonly functionId: NodeId;
  readonly why: string;
  readonly code: string;
}

export interface Checked {
  readonly hits: readonly RuleHit[];
  readonly files: number;
  readonly problems: readonly Problem[];
}

const SURE = 0.9;
const MOST_CODE = 120;

/** Whether an async function can reject: not where all that it does stands in a `try` with a `catch`. */
function canReject(node: SyntaxNode): boolean {
  const body = childOf(node, 'body');
  const statements = body?.children.filter(({ named, type }) => named && type !== 'comment') ?? [];
  const [only] = statements;
  const isGuarded = statements.length === 1 && only?.type === 'try_statement';
  return !(isGuarded && only !== undefined && childOf(only, 'handler') !== null);
}

function asyncCalls(sources: Sources, file: OpenFile): ReadonlySet<SyntaxNode> {
  const found = new Set<SyntaxNode>();
  const { graph } = sources;
  for (const fn of file.scopes.functions)
    for (const { to, confidence, sites } of graph.callees(fn.id)) {
      const callee = confidence < SURE ? null : graph.function(to);
      if (callee === null || !callee.isAsync || callee.isGenerator) continue;
      const there = sources.nodeById(to);
      if (there === null || !canReject(there.node)) continue;
      for (const site of sites) {
        const node = file.scopes.nodeById(site.node);
        if (node?.type === 'call_expression' && !isHandedOn(node, file, there)) found.add(node);
      }
    }
  return found;
}

/** A function that is written in the arguments is run by the call, but the call does not give its promise. */
function isHandedOn(
  call: SyntaxNode,
  file: OpenFile,
  callee: { readonly file: OpenFile; readonly node: SyntaxNode },
): boolean {
  const list = childOf(call, 'arguments');
  const { start, end } = callee.node;
  const isInside = list !== null && start >= list.start && end <= list.end;
  if (callee.file.path === file.path && isInside) return true;
  // A name among the arguments may be the one that is meant.
  const name = childOf(callee.node, 'name');
  const text = name === null ? '' : callee.file.text.slice(name.start, name.end);
  return (
    text !== '' &&
    (list?.children.some((one) => file.text.slice(one.start, one.end) === text) ?? false)
  );
}

export interface CheckOptions {
  /**
   * Whether rules are told what calls lead to, which takes the linked calls of the whole project. Without it some see less: what a
   * call gives is known only where the text itself says so, and how often a function is called is not.
   */
  readonly followsCalls?: boolean;
}

function ruleFile(sources: Sources, file: OpenFile, options: CheckOptions): RuleFile {
  const follows = options.followsCalls !== false;
  return {
    ...file,
    asyncCalls: follows ? asyncCalls(sources, file) : new Set(),
    textOf: (node) => file.text.slice(node.start, node.end),
    callSites: (id) =>
      follows ? sources.graph.callers(id).reduce((sum, { sites }) => sum + sites.length, 0) : 0,
  };
}

function hasCode(file: OpenFile): boolean {
  let found = false;
  walkSyntax(file.scopes.tree.root, (node) => {
    found ||= /_expression$|_statement$/u.test(node.type);
    return !found;
  });
  return found;
}

/** @param paths  files to look at; their order is the order of the hits */
export function checkRules(
  sources: Sources,
  rules: readonly Rule[],
  paths: readonly string[],
  options: CheckOptions = {},
): Checked {
  const hits: RuleHit[] = [];
  const problems: Problem[] = [];
  let files = 0;
  for (const path of paths) {
    const open = /\.d\.[cm]?ts$/u.test(path) ? null : sources.open(path);
    if (open === null || !hasCode(open)) continue;
    files += 1;
    const file = ruleFile(sources, open, options);
    const found: RuleHit[] = [];
    for (const rule of rules)
      try {
        for (const { node, why } of rule.check(file))
          found.push({
            rule: rule.name,
            file: path,
            line: file.lineAt(node.start),
            node: file.scopes.nodeId(node),
            functionId: file.scopes.functionOf(node).id,
            why,
            code: textOf(node, file.text).slice(0, MOST_CODE),
          });
      } catch (error) {
        const message = `${path}: ${rule.name} failed: ${(error as Error).message}`;
        problems.push({ message, where: path, severity: 'warning' });
      }
    hits.push(...found.sort((a, b) => a.line - b.line));
  }
  return { hits, files, problems };
}
