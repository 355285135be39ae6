/**
 * missing-await: a promise is used as if it were its value.
 *
 * Reported, for calls of async functions of the project and promises that are made here: as a condition, an operand, a
 * part of a template, the start of a property access (but `then`, `catch`, `finally`), spread or iterated; and `return f()`
 * inside a `try` with a `catch`, which the rejection passes by. Not reported: `===` (promises are compared by identity),
 * `??` and `||` (a promise may be kept there).
 * Policy: the callee must be known for certain to be async. False: a function that is async by its signature only.
 */
import { childOf, walkSyntax } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import { calleeName, typeOf } from '../infer.ts';
import type { Finding, Rule, RuleFile } from '../rule.ts';

const OPERATORS = /^(?:[-+*/%<>]|[<>]=|==|!=|in|instanceof|&&)$/u;

/** Why the place needs the value, or null where a promise may stand there. */
function misuse(file: RuleFile, node: SyntaxNode): string | null {
  const up = node.parent;
  if (up === null) return null;
  switch (up.type) {
    case 'parenthesized_expression':
      return up.field === 'condition' ? 'a promise is always true' : misuse(file, up);
    case 'if_statement':
    case 'while_statement':
    case 'ternary_expression':
      return node.field === 'condition' ? 'a promise is always true' : null;
    case 'unary_expression': {
      const operator = childOf(up, 'operator')?.type ?? '';
      return operator === 'void' || operator === 'typeof'
        ? null
        : 'a promise is always true, and no number';
    }
    case 'binary_expression': {
      const operator = childOf(up, 'operator')?.type ?? '';
      const isUsed = OPERATORS.test(operator) && (operator !== '&&' || node.field === 'left');
      return isUsed ? `the promise is the operand of ${operator}, not what it comes to` : null;
    }
    case 'template_substitution':
      return 'the text will be [object Promise]';
    case 'spread_element':
      return 'a promise has nothing to spread';
    case 'for_in_statement':
      return node.field === 'right' && !file.textOf(up).startsWith('for await')
        ? 'a promise cannot be iterated'
        : null;
    case 'member_expression': {
      const property = childOf(up, 'property');
      const name = property === null ? '' : file.textOf(property);
      const isOwn = /^(?:then|catch|finally|constructor)$/u.test(name);
      return node.field === 'object' && !isOwn ? `a promise has no ${name}` : null;
    }
    case 'return_statement':
      return inGuardedTry(file, up) ? 'the catch around it does not see the rejection' : null;
    default:
      return null;
  }
}

/** In the block of a `try` that has a `catch`, of an async function. */
function inGuardedTry(file: RuleFile, node: SyntaxNode): boolean {
  const fn = file.scopes.functionOf(node);
  if (!fn.isAsync || fn.isGenerator) return false;
  for (let at = node; at.parent !== null && at !== fn.node; at = at.parent)
    if (at.parent.type === 'try_statement' && at.field === 'body')
      return childOf(at.parent, 'handler') !== null;
  return false;
}

export const missingAwait: Rule = {
  name: 'missing-await',
  summary: 'a promise that is used as if it were its value',
  check(file) {
    const found: Finding[] = [];
    walkSyntax(file.scopes.tree.root, (node) => {
      if (!/^(?:call|new)_expression$/u.test(node.type) || typeOf(file, node) !== 'promise') return;
      const why = misuse(file, node);
      if (why !== null)
        found.push({ node, why: `${calleeName(node, file.textOf)}(…) is not awaited: ${why}` });
    });
    return found;
  },
};
