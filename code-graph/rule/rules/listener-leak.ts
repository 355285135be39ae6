/**
 * listener-leak: each call of a function adds another listener to something that lives on, and none is taken off.
 *
 * Reported: `x.on`, `addListener`, `addEventListener`, `prependListener` inside a function, on `process`, `window`,
 * `document`, `globalThis` or a variable of a module, where the file never takes a listener of that event off
 * (`off`, `removeListener`, `removeEventListener`, `removeAllListeners`). Not reported: `once` and `{ once: true }`, an
 * abort `signal`, top level of a module, handlers inside handlers, functions that are called in fewer than two places and
 * are no members of a class, plain functions that listen to `process` (mostly set-up), and files of tests.
 * Policy: only receivers that surely outlive the call; parameters and `this` may not. False: the function runs once.
 */
import { childOf, walkSyntax } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import { unwrap } from '../../body/flow/condition.ts';
import { isTestPath } from '../../project/search.ts';
import { argumentsOf } from '../infer.ts';
import type { Finding, Rule, RuleFile } from '../rule.ts';

const ADDS = /^(?:on|addListener|addEventListener|prependListener)$/u;
const TAKES = /^(?:off|removeListener|removeEventListener|removeAllListeners)$/u;
const GLOBALS = /^(?:process|window|document|globalThis|self)$/u;

interface Call {
  readonly node: SyntaxNode;
  readonly receiver: SyntaxNode;
  readonly method: string;
  readonly event: string;
}

function listenerCall(file: RuleFile, node: SyntaxNode): Call | null {
  const callee = node.type === 'call_expression' ? childOf(node, 'function') : null;
  const property = callee?.type === 'member_expression' ? childOf(callee, 'property') : null;
  const object = callee === null ? null : childOf(callee, 'object');
  if (property === null || object === null) return null;
  const method = file.textOf(property);
  const [event] = argumentsOf(node);
  if (!ADDS.test(method) && !TAKES.test(method)) return null;
  const isText = event?.type === 'string';
  return {
    node,
    receiver: unwrap(object),
    method,
    event: isText ? file.textOf(event).slice(1, -1) : '',
  };
}

function livesOn(file: RuleFile, receiver: SyntaxNode): boolean {
  if (receiver.type !== 'identifier') return false;
  const binding = file.scopes.resolve(receiver);
  if (binding === null) return GLOBALS.test(file.textOf(receiver));
  return binding.declaredIn.kind === 'module' && binding.kind !== 'param';
}

function endsItself(file: RuleFile, call: SyntaxNode): boolean {
  const options = argumentsOf(call)[2];
  return options !== undefined && /\b(?:once|signal)\b/u.test(file.textOf(options));
}

/** A member of a class runs for each object; any other function counts when it is called in several places. */
function runsOften(file: RuleFile, call: SyntaxNode): boolean {
  const fn = file.scopes.functionOf(call);
  if (/^(?:method|constructor)$/u.test(fn.kind)) return true;
  if (file.textOf(childOf(childOf(call, 'function') ?? call, 'object') ?? call) === 'process')
    return false;
  return fn.node.parent?.type !== 'arguments' && file.callSites(fn.id) > 1;
}

export const listenerLeak: Rule = {
  name: 'listener-leak',
  summary: 'a listener added at each call, and never taken off',
  check(file) {
    if (isTestPath(file.path)) return [];
    const added: Call[] = [];
    const taken = new Set<string>();
    walkSyntax(file.scopes.tree.root, (node) => {
      const call = listenerCall(file, node);
      if (call === null) return;
      if (TAKES.test(call.method)) taken.add(call.event);
      else if (argumentsOf(node).length >= 2) added.push(call);
    });
    return added
      .filter(({ node, receiver, event }) => {
        if (event === '' || taken.has(event) || taken.has('')) return false;
        const isTop = file.scopes.functionOf(node).kind === 'module';
        return (
          !isTop && livesOn(file, receiver) && !endsItself(file, node) && runsOften(file, node)
        );
      })
      .map(({ node, receiver, event }): Finding => ({
        node,
        why: `each call adds a listener for ${event} to ${file.textOf(receiver)}, which lives on; none is taken off in this file`,
      }));
  },
};
