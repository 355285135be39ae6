/**
 * argument-mutation: a function changes plain data that its caller handed in, which the caller may not expect.
 *
 * Reported, once for each parameter, in a function that also returns a value (one that returns nothing exists for its
 * effect): `p.x = …`, `p[k] = …`, `delete p.x` where the name says settings (`options`, `config`, `settings`, `props`, also as
 * the end of a name), and `p.sort()`, `reverse`, `pop`, `shift`, `splice` where it says a list (`items`, `list`, …). Not
 * reported: other names (mostly objects that are there to be filled), parameters that the function assigns anew, rest
 * parameters, functions that hand the same object back, callbacks, constructors, setters and files of tests.
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

const RECORDS = /^(?:options|config|settings|props)$|[a-z](?:Options|Config|Settings|Props)$/u;
const LISTS = /^(?:arr|array|list|items|entries|rows|records|values)$|[a-z](?:Items|List|Array)$/u;
const CHANGING = /^(?:pop|shift|splice|sort|reverse)$/u;

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

/** Records change by their properties, lists by their methods. */
function isMutated(file: RuleFile, name: SyntaxNode, isRecord: boolean): boolean {
  const mutation = mutationAt(file, name);
  return mutation !== null && (mutation.type === 'call_expression') !== isRecord;
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
        const isRecord = RECORDS.test(param.name);
        if (!isRecord && !LISTS.test(param.name)) continue;
        if (isRest(param) || !returnsValue(file, fn, param)) continue;
        const uses = file.scopes.references(param).slice(1);
        if (uses.some((use) => writeOf(use) !== null)) continue;
        const use = uses.find(
          (one) => file.scopes.functionOf(one) === fn && isMutated(file, one, isRecord),
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
