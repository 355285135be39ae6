/**
 * swallowed-error: an error is caught and nothing is done about it, nor said.
 *
 * Reported: an empty `catch` block without a comment, and `.catch(() => {})`. Not reported: a block with a comment (someone
 * thought about it), with any statement (a default is set, a flag, a return), a `catch` whose `try` holds one expression
 * that exists to be tried (`JSON.parse`, `require`, `decodeURI…`, `import()`), clean-up (`close`, `unlink`, `abort`, `kill`
 * and the like), and files of tests.
 * Policy: empty means empty. False: failing is an expected outcome that needs no handling.
 */
import { childOf, namedChildren, walkSyntax } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import { isTestPath } from '../../project/search.ts';
import { argumentsOf } from '../infer.ts';
import type { Finding, Rule, RuleFile } from '../rule.ts';

const TRIED =
  /\b(?:JSON\.parse|require|decodeURI\w*|import|new URL|new Function|eval|close|destroy|unlink\w*|rm\w*|abort|kill|dispose|release|end|statSync|accessSync|existsSync|Object\.defineProperty|cancel|disconnect|toString|resolve)\s*\(/u;

const isEmpty = (block: SyntaxNode | null): boolean =>
  block?.type === 'statement_block' && !block.children.some(({ named }) => named);

/** `() => {}`, also with parameters. */
function isEmptyFunction(file: RuleFile, node: SyntaxNode): boolean {
  return file.scopes.functionAt(node) !== null && isEmpty(childOf(node, 'body'));
}

function isProbe(file: RuleFile, tried: SyntaxNode | null): boolean {
  if (tried === null) return true;
  return namedChildren(tried).length <= 1 && TRIED.test(file.textOf(tried));
}

export const swallowedError: Rule = {
  name: 'swallowed-error',
  summary: 'an error that is caught and forgotten',
  check(file) {
    if (isTestPath(file.path)) return [];
    const found: Finding[] = [];
    walkSyntax(file.scopes.tree.root, (node) => {
      if (node.type === 'catch_clause' && isEmpty(childOf(node, 'body'))) {
        const tried = node.parent === null ? null : childOf(node.parent, 'body');
        if (!isProbe(file, tried))
          found.push({ node, why: 'whatever fails in the try is forgotten here, bugs included' });
      }
      const callee = node.type === 'call_expression' ? childOf(node, 'function') : null;
      const property = callee?.type === 'member_expression' ? childOf(callee, 'property') : null;
      const [handler] = property === null ? [] : argumentsOf(node);
      if (property === null || handler === undefined || file.textOf(property) !== 'catch') return;
      if (isEmptyFunction(file, handler))
        found.push({ node, why: 'every rejection is forgotten here, bugs included' });
    });
    return found;
  },
};
