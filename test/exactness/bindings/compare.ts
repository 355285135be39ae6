/** One file: both answers for every identifier, and where they differ. */
import { walkSyntax } from '../../../code-graph/syntax/node.ts';
import type { SyntaxNode } from '../../../code-graph/syntax/node.ts';
import { parseSource } from '../../../code-graph/syntax/parse.ts';
import { analyzeScopes } from '../../../code-graph/syntax/scope.ts';
import type { ScopeTable } from '../../../code-graph/syntax/scope-table.ts';
import type { Role } from './identifier.ts';
import type { SourceText } from './project.ts';
import { referencesOf } from './reference.ts';
import type { Reference } from './reference.ts';

export interface Difference {
  readonly role: Role;
  /** Role and the kinds of both answers. */
  readonly category: string;
  /** `file:line: name`, then both answers. */
  readonly where: string;
}

export interface Comparison {
  readonly path: string;
  readonly counts: Readonly<Partial<Record<Role, number>>>;
  readonly differences: readonly Difference[];
  /** TypeScript itself had no answer. */
  readonly unanswered: number;
  /** Places that the grammar could not read. */
  readonly unread: readonly string[];
}

interface Answer {
  readonly at: number | null;
  readonly kind: string;
}

/** Named leaves by their start; a name is one leaf. */
function leavesOf(root: SyntaxNode): ReadonlyMap<number, SyntaxNode> {
  const leaves = new Map<number, SyntaxNode>();
  walkSyntax(root, (node) => {
    if (node.named && node.children.length === 0 && node.end > node.start)
      leaves.set(node.start, node);
  });
  return leaves;
}

function answerOf(scopes: ScopeTable, leaf: SyntaxNode | undefined): Answer {
  if (leaf === undefined) return { at: null, kind: 'not read as a name' };
  const declared = scopes.declarationOf(leaf);
  return declared === null
    ? { at: null, kind: 'none' }
    : { at: declared.node.start, kind: declared.kind };
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** @returns the comparison, or null where TypeScript cannot read the file */
export function compareFile({ path, text }: SourceText): Comparison | null {
  const references = referencesOf(path, text);
  if (references === null) return null;
  const { tree, problems } = parseSource(path, text);
  const scopes = analyzeScopes(tree);
  const leaves = leavesOf(tree.root);
  const counts: Partial<Record<Role, number>> = {};
  const differences: Difference[] = [];
  let unanswered = 0;
  const differ = (reference: Reference, answer: Answer): void => {
    const { role, name, start, kind, declared } = reference;
    const show = (at: number | null | undefined): string =>
      at === null || at === undefined ? '' : ` at line ${lineAt(text, at)}`;
    differences.push({
      role,
      category: `${role}: ${kind}, Scope says ${answer.kind}`,
      where: `${path}:${lineAt(text, start)}: ${name} is ${kind}${show(declared?.[0])}, Scope says ${answer.kind}${show(answer.at)}`,
    });
  };
  for (const reference of references) {
    if (reference.declared === null) {
      unanswered += 1;
      continue;
    }
    counts[reference.role] = (counts[reference.role] ?? 0) + 1;
    const answer = answerOf(scopes, leaves.get(reference.start));
    const agrees =
      reference.declared.length === 0
        ? answer.at === null
        : answer.at !== null && reference.declared.includes(answer.at);
    if (!agrees) differ(reference, answer);
  }
  return { path, counts, differences, unanswered, unread: problems.map((one) => one.message) };
}
