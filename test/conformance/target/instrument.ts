/** Rewrites a program's own texts with every probe that there is: functions, writes, values, branches, and every statement. */
import { analyzeScopes } from '../../../code-graph/syntax/scope.ts';
import { walkSyntax } from '../../../code-graph/syntax/node.ts';
import { parseSource } from '../../../code-graph/syntax/parse.ts';
import { rewriteFile } from '../../../instrumenters/ast/index.ts';
import type { Rewritten, Selection } from '../../../instrumenters/ast/index.ts';
import { DEFAULT_LIMITS, NOT_TURNED_DOWN } from '../../../protocol/plan.ts';
import type { Limits, Probe, ProbeKind } from '../../../protocol/plan.ts';
import type { Coverage } from '../case.ts';

/** As deep and as much as a plan can ask for. */
export const DEEPEST: Limits = {
  ...DEFAULT_LIMITS,
  depth: 3,
  width: 50,
  ...NOT_TURNED_DOWN,
  bytesPerRecording: 8 * 1024 ** 3,
};

const KINDS: readonly ProbeKind[] = ['function', 'write', 'value', 'branch', 'state', 'message'];

/** The name under which a text is parsed: by its extension, modules and scripts are the same. */
const PATH = 'program.js';

function selectEverything(scopes: ReturnType<typeof analyzeScopes>): readonly Selection[] {
  const whole = KINDS.map((kind): Selection => {
    const probe: Probe = { id: kind, kind, node: `${PATH}#*`, why: 'conformance' };
    return { probe, node: probe.node };
  });
  const statements: Selection[] = [];
  walkSyntax(scopes.tree.root, (node) => {
    if (!/_(?:statement|declaration)$/u.test(node.type)) return;
    const id = scopes.nodeId(node);
    const probe: Probe = { id: `at ${id}`, kind: 'snapshot', node: id, why: 'conformance' };
    if (scopes.nodeById(id) === node && scopes.functionAt(node) === null)
      statements.push({ probe, node: id });
  });
  return [...whole, ...statements];
}

export interface Instrumented extends Rewritten {
  readonly coverage: Coverage;
}

/** @returns the text with all probes; functions that stay as they are come with the reason */
export function instrument(text: string, firstSite: number): Instrumented {
  const { tree } = parseSource(PATH, text);
  const scopes = analyzeScopes(tree);
  const selections = selectEverything(scopes);
  const rewritten = rewriteFile({ tree, scopes, selections, firstSite, limits: DEEPEST });
  const functions = scopes.functions.filter((fn) => fn.body !== null);
  const refused = rewritten.problems.find(({ message }) => message.includes('runs as it is'));
  const reasonOf = (message: string): string => message.slice(message.lastIndexOf(': ') + 2);
  const uninstrumented =
    refused === undefined
      ? rewritten.problems
          .filter(({ message }) => message.includes('is not observed'))
          .map(({ message }) => reasonOf(message))
      : functions.map(() => reasonOf(refused.message));
  const { length: sites } = rewritten.sites;
  return { ...rewritten, coverage: { functions: functions.length, uninstrumented, sites } };
}
