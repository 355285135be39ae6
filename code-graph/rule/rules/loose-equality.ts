/**
 * loose-equality: `==` or `!=` between types that are not surely the same, where conversion can change the answer.
 *
 * Reported: sides that surely differ in type (`x.length == '3'`), and comparison of something unknown with a constant that
 * much else converts to: `true`, `false`, `'0'`, `'1'`. Not reported: `== null` and `== undefined` (a common idiom), sides of
 * one known type, `typeof`, and other constants: with `0` and `''` the other side was nearly always of their type.
 * Policy: types come from the form of the expression alone. False: the unknown side always has the constant's type.
 */
import { childOf, walkSyntax } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import { unwrap } from '../../body/flow/condition.ts';
import { typeOf } from '../infer.ts';
import type { Finding, Rule, RuleFile } from '../rule.ts';

const WIDE = /^(?:'[01]'|"[01]"|true|false)$/u;

function objection(file: RuleFile, left: SyntaxNode, right: SyntaxNode): string | null {
  const sides = [unwrap(left), unwrap(right)];
  if (sides.some((side) => /^(?:null|undefined)$/u.test(file.textOf(side)))) return null;
  const [a, b] = [typeOf(file, left), typeOf(file, right)];
  if (a !== null && b !== null)
    return a === b ? null : `a ${a} is compared with a ${b} after conversion`;
  const constant = sides.find((side) => WIDE.test(file.textOf(side)));
  if (constant === undefined) return null;
  return `other values than ${file.textOf(constant)} are equal to it after conversion`;
}

export const looseEquality: Rule = {
  name: 'loose-equality',
  summary: '== or != between types that may differ',
  check(file) {
    const found: Finding[] = [];
    walkSyntax(file.scopes.tree.root, (node) => {
      if (node.type !== 'binary_expression') return;
      const operator = childOf(node, 'operator')?.type ?? '';
      const left = childOf(node, 'left');
      const right = childOf(node, 'right');
      if (!/^[=!]=$/u.test(operator) || left === null || right === null) return;
      const why = objection(file, left, right);
      if (why !== null) found.push({ node, why });
    });
    return found;
  },
};
