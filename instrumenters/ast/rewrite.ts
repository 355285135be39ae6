/**
 * One file with probes in it: reads the tree, asks every rewriter, and inserts what they want, all on the lines that were
 * there. The result parses, or the original comes back with the reason.
 */
import { walkSyntax } from '../../code-graph/syntax/node.ts';
import type { SyntaxNode, SyntaxTree } from '../../code-graph/syntax/node.ts';
import { isReadable, parseSource } from '../../code-graph/syntax/parse.ts';
import type { FunctionInfo, ScopeTable } from '../../code-graph/syntax/scope-table.ts';
import type { Limits } from '../../protocol/plan.ts';
import type { Problem } from '../../protocol/problem.ts';
import type { Site } from '../../protocol/site.ts';
import { findExcluded, hasCrowdedSnapshot } from './place/exclusion.ts';
import { frameFunctions } from './framing.ts';
import { insertWraps } from './insertion.ts';
import { keepInferredNames } from './naming/inferred.ts';
import type { InsertedText } from './insertion.ts';
import { goalOf, hasTornDefault, isTranspiled, reads } from './native-syntax.ts';
import { findMisreadings, isTornStatement } from './place/misreading.ts';
import { isBodyOfWith, isSkipped } from './place/position.ts';
import {
  choosePrefix,
  earlyCall,
  insertPrologue,
  runsEarly,
  mayBeEnteredEarly,
} from './prologue.ts';
import { rewriteBranch, rewriteCase } from './rewriters/branch.ts';
import { rewriteCatch, rewriteThrow } from './rewriters/exception.ts';
import { frameFunction, reportStart, rewriteReturn } from './rewriters/function.ts';
import { rewriteSend } from './rewriters/message.ts';
import { findRounds, rewriteRound } from './round.ts';
import { rewriteSnapshot } from './rewriters/snapshot.ts';
import { rewriteValue } from './rewriters/value.ts';
import {
  rewriteAssignment,
  rewriteDeclaration,
  rewriteDelete,
  rewriteField,
  rewriteForIn,
  rewriteUpdate,
} from './rewriters/write.ts';
import { Rewriting } from './rewriting.ts';
import type { Dialect, Framed } from './rewriting.ts';
import { resolveSelections } from './selection.ts';
import type { Selection } from './selection.ts';

/** Changes whenever the same input may give another text: overlays in the cache are thrown away. */
export const REWRITER_VERSION = 31;

export interface RewriteInput {
  readonly tree: SyntaxTree;
  readonly scopes: ScopeTable;
  readonly selections: readonly Selection[];
  /** Number of the first site that is handed out. */
  readonly firstSite: number;
  readonly limits: Limits;
  readonly dialect?: Dialect;
  /** What inserted names begin with, where the text is a part of another that lacks it too. */
  readonly prefix?: string;
}

export interface Rewritten extends InsertedText {
  /** What all inserted names begin with. */
  readonly prefix: string;
  readonly sites: readonly Site[];
  /** Snapshot depth of each site. */
  readonly depth: readonly number[];
  readonly problems: readonly Problem[];
}

type Rewriter = (rewriting: Rewriting, node: SyntaxNode, fn: FunctionInfo) => void;

const REWRITERS: Readonly<Record<string, readonly Rewriter[]>> = {
  call_expression: [rewriteSend],
  return_statement: [rewriteReturn],
  throw_statement: [rewriteThrow],
  catch_clause: [rewriteCatch],
  lexical_declaration: [rewriteDeclaration],
  variable_declaration: [rewriteDeclaration],
  assignment_expression: [rewriteAssignment],
  augmented_assignment_expression: [rewriteAssignment],
  update_expression: [rewriteUpdate],
  unary_expression: [rewriteDelete],
  for_in_statement: [rewriteForIn],
  field_definition: [rewriteField],
  public_field_definition: [rewriteField],
  if_statement: [rewriteBranch],
  while_statement: [rewriteRound, rewriteBranch],
  do_statement: [rewriteRound, rewriteBranch],
  for_statement: [rewriteRound, rewriteBranch],
  switch_statement: [rewriteBranch],
  switch_case: [rewriteCase],
  switch_default: [rewriteCase],
  ternary_expression: [rewriteBranch],
  binary_expression: [rewriteBranch],
};

const NONE: readonly Rewriter[] = [];

/** Visits what runs directly in the function: nested functions and everything that holds no code are left out. */
function walkWithin(
  rewriting: Rewriting,
  framed: Framed,
  excluded: ReadonlySet<SyntaxNode>,
  visit: (node: SyntaxNode) => void,
): void {
  const { fn } = framed;
  const { body } = fn;
  if (body === null) return;
  walkSyntax(body, (node) => {
    // What has no name is a token.
    if (!node.named || isSkipped(node) || excluded.has(node) || isBodyOfWith(node)) return false;
    if (isTornStatement(rewriting.tree.text, node)) return false;
    const inner = rewriting.scopes.functionAt(node);
    if (inner !== null && inner !== fn) return false;
    if (node.hasError && /statement|declaration/u.test(node.type) && fn.kind === 'module')
      return false;
    visit(node);
    return true;
  });
}

function rewriteNode(rewriting: Rewriting, node: SyntaxNode, fn: FunctionInfo): void {
  const { wanted } = rewriting;
  for (const rewrite of REWRITERS[node.type] ?? NONE) rewrite(rewriting, node, fn);
  if (wanted.asksFor('value')) rewriteValue(rewriting, node, fn);
  if (wanted.asksFor('snapshot')) rewriteSnapshot(rewriting, node, fn);
}

/** Errors of a tree; a new text may not have more of them. */
function countErrors(tree: SyntaxTree): number {
  if (!tree.root.hasError) return 0;
  let count = 0;
  walkSyntax(tree.root, (node) => {
    if (!node.hasError) return false;
    if (node.type === 'ERROR' || (node.start === node.end && node.children.length === 0))
      count += 1;
    return true;
  });
  return count;
}

function hasMoreErrors(tree: SyntaxTree, text: string): boolean {
  if (isReadable(tree.path, text)) return false;
  return countErrors(parseSource(tree.path, text).tree) > countErrors(tree);
}

/** @returns the file as it is */
function unchanged(tree: SyntaxTree, problems: readonly Problem[]): Rewritten {
  return { text: tree.text, insertions: [], prefix: '', sites: [], depth: [], problems };
}

/** Old scripts may have comments that the grammar takes for `<`, `!` and `--`. */
function hasHtmlComment(tree: SyntaxTree): boolean {
  if (!tree.text.includes('<!--')) return false;
  let found = false;
  walkSyntax(tree.root, (node) => {
    found ||= node.type === '<' && tree.text.startsWith('<!--', node.start);
    return !found;
  });
  return found;
}

function refuse(tree: SyntaxTree, reason: string, more: readonly Problem[] = []): Rewritten {
  const message = `${tree.path} runs as it is: ${reason}`;
  const problem = { message, where: tree.path, severity: 'warning' } as const;
  return unchanged(tree, [...more, problem]);
}

function rewriteAll(
  rewriting: Rewriting,
  framed: readonly Framed[],
  excluded: ReadonlySet<SyntaxNode>,
): void {
  const early = mayBeEnteredEarly(rewriting.tree);
  let start: string | null = null;
  // Closures name the rounds around them, whichever function is rewritten first.
  for (const each of rewriting.wanted.asksFor('write') ? framed : [])
    if (rewriting.wanted.anyIn(each.fn) !== null)
      walkWithin(rewriting, each, excluded, (node) => findRounds(rewriting, node, each.fn));
  for (const each of framed) {
    const { fn } = each;
    const probe = rewriting.wanted.anyIn(fn);
    if (probe === null) continue;
    if (fn.kind === 'module') start = reportStart(rewriting, fn, probe).call;
    else {
      const whole = rewriting.wanted.ofFunction(fn, 'function');
      const before = early && runsEarly(rewriting.scopes, fn) ? earlyCall(rewriting) : '';
      frameFunction(rewriting, {
        framed: each,
        probe: whole ?? probe,
        whole: whole !== null,
        before,
      });
    }
    walkWithin(rewriting, each, excluded, (node) => rewriteNode(rewriting, node, fn));
  }
  if (rewriting.sites.length > 0) insertPrologue(rewriting, start, early);
}

/**
 * @returns the text with the probes that the selections ask for, its sites in ascending order, and what was left alone; the
 *   original text and no sites where the file cannot be rewritten
 * @throws never for any source text
 */
export function rewriteFile(input: RewriteInput): Rewritten {
  const { tree, scopes } = input;
  const { wanted, problems } = resolveSelections(scopes, input.selections);
  if (hasHtmlComment(tree)) return refuse(tree, 'it has a comment that begins with <!--');
  if (hasTornDefault(tree)) return refuse(tree, 'its default export was not understood');
  const excluded = findExcluded(tree);
  if (hasCrowdedSnapshot(tree, excluded))
    return refuse(
      tree,
      'its test framework writes inline snapshots into it, on lines with other code',
    );
  const { framed, problems: unframed } = frameFunctions(scopes, wanted.functions, excluded);
  const found = [...problems, ...unframed];
  if (framed.size === 0) return unchanged(tree, found);
  const isTyped = /\.[cm]?tsx?$/u.test(tree.path);
  const goal = isTyped ? null : goalOf(tree);
  if (goal === null && !isTyped && !isTranspiled(tree))
    return refuse(tree, 'it has a syntax error', found);
  const prefix = input.prefix ?? choosePrefix(tree.text);
  const rewriting = new Rewriting({
    scopes,
    wanted,
    framed,
    // Types in the inserted text are for TypeScript only.
    dialect: isTyped ? (input.dialect ?? 'full') : 'full',
    prefix,
    firstSite: input.firstSite,
    limits: input.limits,
    misread: findMisreadings(tree),
  });
  rewriteAll(rewriting, [...framed.values()], excluded);
  keepInferredNames(rewriting);
  if (rewriting.sites.length === 0) return unchanged(tree, found);
  const inserted = insertWraps(tree.text, rewriting.wraps);
  if (goal === null ? hasMoreErrors(tree, inserted.text) : !reads(tree, inserted, goal))
    return refuse(tree, 'the rewritten text would not parse', found);
  const { sites, depth } = rewriting;
  return { ...inserted, prefix, sites, depth, problems: found };
}
