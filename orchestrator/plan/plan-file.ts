/**
 * A plan that a person or an agent wrote or edited, read back: checked against the schema and against the project as it is now.
 * Everything that is wrong is told at once, with its place in the file.
 */
import { readFileSync } from 'node:fs';
import { parseNodeId } from '../../protocol/ids.ts';
import { planSchema, probeKindSchema } from '../../protocol/plan.ts';
import type { InstrumentationPlan, Probe } from '../../protocol/plan.ts';
import { ScopeError } from '../../protocol/problem.ts';
import type { Problem } from '../../protocol/problem.ts';
import { createTreeReader } from '../run.ts';

const MOST_PROBLEMS = 20;
const MOST_NEAR = 3;
/** Letters at the start that two names must share to be near. */
const LIKE = 3;

/** @throws ScopeError `plan-invalid` with a problem for every field, kind and node that does not fit */
export function readPlanFile(file: string, root: string): InstrumentationPlan {
  const parsed = planSchema.safeParse(readJson(file));
  if (!parsed.success) {
    throw invalid(
      file,
      parsed.error.issues.map(({ path, message }) => ({
        message: message.replace(/^Invalid (?:input|option): /u, ''),
        where: path.map(String).join('.'),
        severity: 'error',
      })),
    );
  }
  const readTree = createTreeReader(root, new Map());
  const problems = parsed.data.probes.flatMap((probe, index): Problem[] => {
    const message = objectionTo(probe, readTree);
    return message === null ? [] : [{ message, where: `probes.${index}`, severity: 'error' }];
  });
  if (problems.length > 0) throw invalid(file, problems);
  return parsed.data;
}

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ScopeError(
      'plan-invalid',
      code === 'ENOENT'
        ? `there is no plan file ${file}; scope plan "<question>" -- <command> writes one`
        : `${file} cannot be read: ${(error as Error).message}`,
      { cause: error },
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ScopeError('plan-invalid', `${file} is not JSON: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function invalid(file: string, problems: readonly Problem[]): ScopeError {
  const shown = problems.slice(0, MOST_PROBLEMS);
  const more = problems.length - shown.length;
  return new ScopeError(
    'plan-invalid',
    `${file} is no plan that can be applied; probe kinds are ${probeKindSchema.options.join(', ')}, nodes as in src/a.ts#Cart.add`,
    {
      problems: more > 0 ? [...shown, { message: `and ${more} more`, severity: 'error' }] : shown,
    },
  );
}

function objectionTo(probe: Probe, readTree: ReturnType<typeof createTreeReader>): string | null {
  const parts = parseNodeId(probe.node);
  if (parts === null)
    return `${probe.node} is not a node id, as in src/a.ts#Cart.add or src/a.ts#* for the whole file`;
  const read = readTree(parts.file);
  if (!('scopes' in read)) return `${parts.file}: ${read.message}`;
  if (parts.functionPath === '' || parts.functionPath === '*') return null;
  if (read.scopes.nodeById(probe.node) !== null) return null;
  const last = parts.functionPath.split(/[./]/u).at(-1)?.toLowerCase() ?? '';
  const near = read.scopes.functions
    .filter(({ name }) => likeness(name.split('.').at(-1)?.toLowerCase() ?? '', last) >= LIKE)
    .slice(0, MOST_NEAR)
    .map(({ id }) => id);
  return `there is no node ${probe.node}${near.length === 0 ? '' : `; near: ${near.join(', ')}`}`;
}

function likeness(a: string, b: string): number {
  let at = 0;
  while (at < Math.min(a.length, b.length) && a[at] === b[at]) at += 1;
  return at;
}
