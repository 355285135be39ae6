/**
 * The contract of a rule: it looks at one file and says where a pattern stands that often goes wrong, and why. A rule
 * reports only what the code says; what it cannot know it leaves out (each file states its policy). Rules are plain objects.
 */
import type { SyntaxNode } from '../syntax/node.ts';
import type { OpenFile } from '../select/sources.ts';

export interface Finding {
  readonly node: SyntaxNode;
  /** One sentence for a person: what can happen. */
  readonly why: string;
}

export interface RuleFile extends OpenFile {
  /** Calls in the file whose callee is surely an async function of the project. */
  readonly asyncCalls: ReadonlySet<SyntaxNode>;
  textOf(node: SyntaxNode): string;
  /** In how many places of the project a function is called, as far as the graph knows. */
  callSites(functionId: string): number;
}

export interface Rule {
  /** As `--rule` takes it: kebab-case. */
  readonly name: string;
  readonly summary: string;
  check(file: RuleFile): readonly Finding[];
}
