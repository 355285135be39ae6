/**
 * Names that the syntax around them declares, without any scope: labels, private names, and members of an enum that are
 * used by their bare name inside it.
 */
import { childOf } from '../node.ts';
import type { SyntaxNode } from '../node.ts';
import { isFunctionNode } from '../naming/function-name.ts';
import type { Declared } from '../scope-table.ts';

type Find = (around: SyntaxNode, name: string, text: string) => SyntaxNode | null;

const textOf = (node: SyntaxNode, text: string): string => text.slice(node.start, node.end);

const label: Find = (around, name, text) => {
  const own = around.type === 'labeled_statement' ? childOf(around, 'label') : null;
  return own !== null && textOf(own, text) === name ? own : null;
};

function memberNamed(body: SyntaxNode, name: string, text: string): SyntaxNode | null {
  for (const member of body.children) {
    const key =
      childOf(member, 'name') ?? childOf(member, 'property') ?? (member.named ? member : null);
    if (key !== null && textOf(key, text) === name) return key;
  }
  return null;
}

const privateName: Find = (around, name, text) =>
  around.type === 'class_body' ? memberNamed(around, name, text) : null;

const enumMember: Find = (around, name, text) =>
  around.type === 'enum_body' ? memberNamed(around, name, text) : null;

const FINDERS: Readonly<Record<string, readonly [Declared['kind'], Find]>> = {
  statement_identifier: ['label', label],
  private_property_identifier: ['private', privateName],
  identifier: ['member', enumMember],
};

/** @returns what the nearest syntax around the name declares it as, or null */
export function enclosingName(node: SyntaxNode, text: string): Declared | null {
  const finder = FINDERS[node.type];
  if (finder === undefined) return null;
  const [kind, find] = finder;
  const name = textOf(node, text);
  for (let at = node.parent; at !== null; at = at.parent) {
    if (kind === 'label' && isFunctionNode(at)) return null;
    const found = find(at, name, text);
    if (found !== null) return { kind, node: found };
  }
  return null;
}
