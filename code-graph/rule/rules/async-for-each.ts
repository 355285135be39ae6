/**
 * async-for-each: an async function handed to `forEach`, which drops the promises: the loop is over before its bodies are.
 *
 * Reported: `x.forEach(async …)`, also by the name of an async function of the file. Not reported: `map` (its promises can
 * be awaited), own `forEach` functions that are called without a receiver.
 * Policy: any receiver counts, since every known `forEach` ignores results. False: a receiver whose `forEach` waits.
 */
import { childOf, walkSyntax } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import { argumentsOf } from '../infer.ts';
import type { Finding, Rule, RuleFile } from '../rule.ts';

function isAsync(file: RuleFile, handler: SyntaxNode): boolean {
  if (file.scopes.functionAt(handler)?.isAsync === true) return true;
  const declared = handler.type === 'identifier' ? file.scopes.resolve(handler)?.node.parent : null;
  if (declared === null || declared === undefined) return false;
  const fn = file.scopes.functionAt(childOf(declared, 'value') ?? declared);
  return fn?.isAsync === true && fn.kind !== 'module';
}

/** Nothing in it waits: async only by habit. */
function waits(handler: SyntaxNode): boolean {
  let found = handler.type === 'identifier';
  walkSyntax(handler, (node) => {
    found ||= node.type === 'await_expression';
    return !found;
  });
  return found;
}

export const asyncForEach: Rule = {
  name: 'async-for-each',
  summary: 'an async function in forEach, which waits for nothing',
  check(file) {
    const found: Finding[] = [];
    walkSyntax(file.scopes.tree.root, (node) => {
      const callee = node.type === 'call_expression' ? childOf(node, 'function') : null;
      const property = callee?.type === 'member_expression' ? childOf(callee, 'property') : null;
      if (property === null || file.textOf(property) !== 'forEach') return;
      const [handler] = argumentsOf(node);
      if (handler !== undefined && isAsync(file, handler) && waits(handler))
        found.push({
          node,
          why: 'forEach drops the promises of an async function: what follows runs before they are done, and their errors are unhandled',
        });
    });
    return found;
  },
};
