/**
 * parse-int-radix: `parseInt` without a radix, which reads `0x10` as 16; handed to `map`, it takes the index for the radix.
 *
 * Reported: `parseInt(x)` and `Number.parseInt(x)` with one argument, and `.map(parseInt)`. Not reported: a `parseInt` that
 * the file declares itself, arguments that surely are numbers, and text that surely holds digits: a group of a regular
 * expression (`match[1]`, `match[HOUR_GROUP]`, `$1`, what is called a match), a `substr`, `slice` or `split` piece of something, a style (`10px`), an attribute; an
 * arrow that does nothing but hand its parameter on (`(x) => parseInt(x)`).
 * Policy: where the text comes from must be unknown. False: it cannot start with `0x`.
 */
import { childOf, walkSyntax } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import { argumentsOf, calleeName, typeOf } from '../infer.ts';
import type { Finding, Rule, RuleFile } from '../rule.ts';

const DIGITS =
  /(?:\bm|[mM]atch\w*|groups|[cC]aptures?|parts?|pieces|RegExp)\??\.?\[?(?:\d+\]|\.\$\d)|(?:\bm|[mM]atch\w*|groups)\??\.?\[[A-Z][A-Z0-9_$]*\]|^[mM]atch\w*$|\$\d$|\.(?:substr|substring|slice|split|exec|match|replace)\(|\.groups\b|getAttribute\(|[sS]tyle(?:\.|\[|\b.*getProperty)/u;

function isOwn(file: RuleFile, call: SyntaxNode): boolean {
  const callee = childOf(call, 'function');
  return callee?.type === 'identifier' && file.scopes.resolve(callee) !== null;
}

export const parseIntRadix: Rule = {
  name: 'parse-int-radix',
  summary: 'parseInt without a radix',
  check(file) {
    const found: Finding[] = [];
    walkSyntax(file.scopes.tree.root, (node) => {
      if (node.type !== 'call_expression') return;
      const name = calleeName(node, file.textOf);
      const [first, ...rest] = argumentsOf(node);
      if (first === undefined || rest.length > 0) return;
      if (/\.map$/u.test(name) && /^(?:Number\.)?parseInt$/u.test(file.textOf(first)))
        found.push({ node, why: 'map hands the index to parseInt as the radix' });
      if (!/^(?:Number\.)?parseInt$/u.test(name) || isOwn(file, node)) return;
      if (node.parent?.type === 'arrow_function' && first.type === 'identifier') return;
      if (typeOf(file, first) === 'number' || DIGITS.test(file.textOf(first))) return;
      found.push({ node, why: `text that starts with 0x is read as hexadecimal` });
    });
    return found;
  },
};
