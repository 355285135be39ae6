/**
 * swallowed-error: an error is caught and nothing is done about it, nor said.
 *
 * Reported: an empty `catch` block behind a `try` of several statements or with an `await`, and `.catch(() => {})`. Not
 * reported: a comment in the block, in the `try` or behind it (someone thought about it), any statement (a default is set, a
 * flag, a return), one statement that is tried (feature tests, getters that throw), a `try` of one or two statements with
 * something that exists to be tried (`JSON.parse`, `require`, `decodeURI…`, `import()`, `stat`, `mkdir`) or clean-up (`close`,
 * `unlink`, `abort`, `cancel` and the like), `p.catch(() => {})` on a name (which marks a promise as handled that somebody
 * else waits for), and files of tests.
 * Policy: empty means empty. False: failing is an expected outcome that needs no handling.
 */
import { childOf, namedChildren, walkSyntax } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import { isTestPath } from '../../project/search.ts';
import { argumentsOf } from '../infer.ts';
import type { Finding, Rule, RuleFile } from '../rule.ts';

const TRIED =
  /\b(?:JSON\.parse|require|decodeURI\w*|import|new URL|new Function|eval|close|destroy|unlink\w*|rm\w*|abort|kill|dispose|release|end|l?stat(?:Sync)?|access(?:Sync)?|existsSync|mkdir(?:Sync)?|Object\.defineProperty|cancel|disconnect|toString|resolve)\s*\(/u;

const isEmpty = (block: SyntaxNode | null): boolean =>
  block?.type === 'statement_block' && !block.children.some(({ named }) => named);

/** `() => {}`, also with parameters. */
function isEmptyFunction(file: RuleFile, node: SyntaxNode): boolean {
  return file.scopes.functionAt(node) !== null && isEmpty(childOf(node, 'body'));
}

/** A comment in the `try`, or behind the `catch` on its line. */
function isExplained(file: RuleFile, handler: SyntaxNode, tried: SyntaxNode | null): boolean {
  const end = childOf(handler, 'body')?.end ?? handler.end;
  const line = /^[^\n]*/u.exec(file.text.slice(end, end + 200))?.[0] ?? '';
  return (
    /^\s*\}?\s*\/[/*]/u.test(line) ||
    (tried?.children.some(({ type }) => type === 'comment') ?? false)
  );
}

function isProbe(file: RuleFile, tried: SyntaxNode | null): boolean {
  if (tried === null) return true;
  const { length } = namedChildren(tried);
  const text = file.textOf(tried);
  if (length <= 1 && !/\bawait\b/u.test(text)) return true;
  return length <= 2 && TRIED.test(text);
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
        if (!isProbe(file, tried) && !isExplained(file, node, tried))
          found.push({ node, why: 'whatever fails in the try is forgotten here, bugs included' });
      }
      const callee = node.type === 'call_expression' ? childOf(node, 'function') : null;
      const property = callee?.type === 'member_expression' ? childOf(callee, 'property') : null;
      const [handler] = property === null ? [] : argumentsOf(node);
      if (property === null || handler === undefined || file.textOf(property) !== 'catch') return;
      const receiver = childOf(callee ?? node, 'object');
      const isMark =
        receiver === null || receiver.type === 'identifier' || TRIED.test(file.textOf(receiver));
      if (isEmptyFunction(file, handler) && !isMark)
        found.push({ node, why: 'every rejection is forgotten here, bugs included' });
    });
    return found;
  },
};
