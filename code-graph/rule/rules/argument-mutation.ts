/**
 * argument-mutation: a function changes plain data that its caller handed in, which the caller may not expect.
 *
 * Reported, once for each parameter: `p.x = …`, `p[k] = …`, `delete p.x`, `p.push(…)` and the other methods that change an
 * array, where the name says plain data (`options`, `config`, `props`, `headers`, `items`, `obj`, …, also as the end of a
 * name), in a function that also returns a value (one that returns nothing exists for its effect). Not reported: parameters that the
 * function assigns anew, rest parameters (a fresh array), functions that hand the same object back, parameters of
 * callbacks, constructors, setters and files of tests.
 * Policy: the name of the parameter must be written at the mutation. False: the object is fresh, or filling it is the
 * documented purpose.
 */
import { childOf, walkSyntax } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import { unwrap } from '../../body/flow/condition.ts';
import { writeOf } from '../../body/access/write.ts';
import { isTestPath } from '../../project/search.ts';
import type { Binding, FunctionInfo } from '../../syntax/scope-table.ts';
import type { Finding, Rule, RuleFile } from '../rule.ts';

const DATA =
  /^(?:opts|options|config|cfg|settings|props|attrs|attributes|headers|arr|array|list|items|entries|rows|records|obj|object|values)$|[a-z](?:Options|Opts|Config|Settings|Props|Headers|Items|List|Array)$/u;
const CHANGING = /^(?:push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin)$/u;

/** The parameter's own object, one step deep: `p.x`, `p[k]`. */
function isLinkOn(path: SyntaxNode | null, name: SyntaxNode): boolean {
  if (path === null) return false;
  const link = unwrap(path);
  const object = childOf(link, 'object');
  return (
    /^(?:member|subscript)_expression$/u.test(link.type) &&
    object !== null &&
    unwrap(object) === name
  );
}

/** What changes the object behind this use of its name, or null. */
function mutationAt(file: RuleFile, name: SyntaxNode): SyntaxNode | null {
  const link = name.parent;
  const above = link?.parent ?? null;
  if (link === null || above === null || !isLinkOn(link, name)) return null;
  if (/^(?:augmented_)?assignment_expression$/u.test(above.type))
    return link.field === 'left' ? above : null;
  if (above.type === 'update_expression') return above;
  if (above.type === 'unary_expression')
    return childOf(above, 'operator')?.type === 'delete' ? above : null;
  const property = childOf(link, 'property');
  const isCalled = above.type === 'call_expression' && link.field === 'function';
  return isCalled && property !== null && CHANGING.test(file.textOf(property)) ? above : null;
}

function returnsValue(file: RuleFile, fn: FunctionInfo, param: Binding): boolean {
  if (fn.body === null) return false;
  if (fn.body.type !== 'statement_block') return false;
  let found = false;
  walkSyntax(fn.body, (node) => {
    if (file.scopes.functionAt(node) !== null) return false;
    if (node.type === 'return_statement') {
      const value = node.children.find(({ named }) => named) ?? null;
      // Handing the same object back says that it is the one that was worked on.
      if (
        value !== null &&
        file.textOf(value) !== param.name &&
        !/^(?:undefined|null|true|false)$/u.test(value.type)
      )
        found = true;
    }
    return !found;
  });
  return found;
}

function isRest({ node }: Binding): boolean {
  for (let at = node.parent; at !== null && at.type !== 'formal_parameters'; at = at.parent)
    if (at.type === 'rest_pattern') return true;
  return false;
}

function isEligible(fn: FunctionInfo): boolean {
  if (/^(?:constructor|setter|module)$/u.test(fn.kind)) return false;
  return fn.node.parent?.type !== 'arguments';
}

export const argumentMutation: Rule = {
  name: 'argument-mutation',
  summary: 'a function that changes an object of its caller',
  check(file) {
    if (isTestPath(file.path)) return [];
    const found: Finding[] = [];
    for (const fn of file.scopes.functions.filter(isEligible))
      for (const param of fn.params) {
        if (!DATA.test(param.name) || isRest(param) || !returnsValue(file, fn, param)) continue;
        const uses = file.scopes.references(param).slice(1);
        if (uses.some((use) => writeOf(use) !== null)) continue;
        const use = uses.find(
          (one) => file.scopes.functionOf(one) === fn && mutationAt(file, one) !== null,
        );
        const mutation = use === undefined ? null : mutationAt(file, use);
        if (mutation !== null)
          found.push({
            node: mutation,
            why: `${fn.name} changes ${param.name}, which belongs to its caller`,
          });
      }
    return found;
  },
};
