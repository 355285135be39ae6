/**
 * floating-promise: a statement makes a promise and drops it, so nobody waits for it and its rejection has no handler.
 *
 * Reported: a statement that is only a call of an async function of the project, of `new Promise`, `Promise.all` and its
 * kind, `fetch`, `import()`, or a `.then(f)` chain. Not reported: `await`, `void`, a chain with `.catch` or a second
 * handler, async functions whose whole body is a `try` with a `catch` (they do not reject), and statements at the top level
 * of a module (`main()`: Node ends the process with the error, which is what is wanted there).
 * Policy: the callee must be known for certain; a promise behind an unknown method is left out. False: the promise cannot
 * reject, or is meant to run on its own (and is handled elsewhere).
 */
import { childOf, namedChildren, walkSyntax } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import { argumentsOf, calleeName, typeOf } from '../infer.ts';
import type { Finding, Rule, RuleFile } from '../rule.ts';

/** What starts a chain of `.then(…).finally(…)`, or null where a handler of errors is in it. */
function chainStart(file: RuleFile, call: SyntaxNode): { start: SyntaxNode; thens: number } | null {
  let at = call;
  let thens = 0;
  for (;;) {
    const callee = at.type === 'call_expression' ? childOf(at, 'function') : null;
    const property = callee?.type === 'member_expression' ? childOf(callee, 'property') : null;
    const object = callee === null ? null : childOf(callee, 'object');
    const name = property === null ? '' : file.textOf(property);
    if (object === null || !/^(?:then|finally|catch)$/u.test(name)) return { start: at, thens };
    if (name === 'catch' || (name === 'then' && argumentsOf(at).length !== 1)) return null;
    thens += 1;
    at = object;
  }
}

/** `then` is also a method of other things: a chain counts where its handler is a function. */
function isChain(file: RuleFile, call: SyntaxNode): boolean {
  const [handler] = argumentsOf(call);
  return (
    handler !== undefined && (typeOf(file, handler) === 'function' || handler.type === 'identifier')
  );
}

export const floatingPromise: Rule = {
  name: 'floating-promise',
  summary: 'a promise that nobody waits for and whose rejection nobody handles',
  check(file) {
    const found: Finding[] = [];
    walkSyntax(file.scopes.tree.root, (node) => {
      if (node.type !== 'expression_statement') return;
      const [expression] = namedChildren(node);
      if (file.scopes.functionOf(node).kind === 'module') return;
      if (expression === undefined || !/^(?:call|new)_expression$/u.test(expression.type)) return;
      const chain = chainStart(file, expression);
      if (chain === null) return;
      const isPromise = typeOf(file, chain.start) === 'promise';
      if (!isPromise && (chain.thens === 0 || !isChain(file, expression))) return;
      const name = calleeName(chain.start, file.textOf);
      found.push({
        node: expression,
        why: `nobody waits for ${name === '' ? 'this promise' : `${name}(…)`}; if it rejects, the error is unhandled`,
      });
    });
    return found;
  },
};
