/**
 * sort-comparator: `sort()` without a comparator on numbers, which puts 10 before 9.
 *
 * Reported: `sort()` and `toSorted()` without arguments on what surely holds numbers: an array literal with a number in it,
 * `map` to a numeric expression or by `Number`, `parseInt`, `parseFloat`; a constant that holds one of these; a name whose
 * annotation says `number[]` or `Array<number>`. Not reported: typed arrays (they sort numerically), anything unknown.
 * Policy: the element type must be seen in the file. False: all numbers have the same count of digits.
 */
import { childOf, namedChildren, walkSyntax } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import { unwrap } from '../../body/flow/condition.ts';
import { argumentsOf, calleeName, constantOf, typeOf } from '../infer.ts';
import type { Finding, Rule, RuleFile } from '../rule.ts';

const MOST_STEPS = 4;

function isNumericMap(file: RuleFile, call: SyntaxNode): boolean {
  const [mapper] = argumentsOf(call);
  if (mapper === undefined) return false;
  if (/^(?:Number|parseInt|parseFloat)$/u.test(file.textOf(mapper))) return true;
  const body = mapper.type === 'arrow_function' ? childOf(mapper, 'body') : null;
  return body !== null && body.type !== 'statement_block' && typeOf(file, body) === 'number';
}

function isAnnotated(file: RuleFile, name: SyntaxNode): boolean {
  const owner = file.scopes.resolve(name)?.node.parent ?? null;
  const type = owner === null ? null : childOf(owner, 'type');
  return (
    type !== null &&
    /^:\s*(?:readonly\s+)?(?:number\[\]|(?:Readonly)?Array<number>)$/u.test(file.textOf(type))
  );
}

function holdsNumbers(file: RuleFile, expression: SyntaxNode, steps = MOST_STEPS): boolean {
  const node = unwrap(expression);
  if (steps === 0) return false;
  if (node.type === 'array') {
    const items = namedChildren(node);
    return (
      (items.length > 1 || items[0]?.type === 'spread_element') &&
      items.every((item) =>
        item.type === 'spread_element'
          ? holdsNumbers(file, namedChildren(item)[0] ?? item, steps - 1)
          : typeOf(file, item) === 'number',
      )
    );
  }
  if (node.type === 'identifier') {
    const value = constantOf(file, node);
    return isAnnotated(file, node) || (value !== null && holdsNumbers(file, value, steps - 1));
  }
  if (node.type !== 'call_expression') return false;
  const name = calleeName(node, file.textOf);
  if (/\.map$/u.test(name) || name === 'Array.from') return isNumericMap(file, node);
  const object = childOf(childOf(node, 'function') ?? node, 'object');
  const keeps = /\.(?:filter|slice|concat|reverse)$/u.test(name);
  return keeps && object !== null && holdsNumbers(file, object, steps - 1);
}

export const sortComparator: Rule = {
  name: 'sort-comparator',
  summary: 'sort() without a comparator on numbers',
  check(file) {
    const found: Finding[] = [];
    walkSyntax(file.scopes.tree.root, (node) => {
      const callee = node.type === 'call_expression' ? childOf(node, 'function') : null;
      const property = callee?.type === 'member_expression' ? childOf(callee, 'property') : null;
      const object = callee === null ? null : childOf(callee, 'object');
      if (property === null || object === null || argumentsOf(node).length > 0) return;
      if (!/^(?:sort|toSorted)$/u.test(file.textOf(property)) || !holdsNumbers(file, object))
        return;
      found.push({ node, why: 'numbers are sorted as text: 10 comes before 9' });
    });
    return found;
  },
};
