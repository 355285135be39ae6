/**
 * A plan that a person or an agent wrote or edited, read back: checked against the schema and against the project as it is now.
 * Everything that is wrong is told at once, with its place in the file.
 */
import { readFileSync } from 'node:fs';
import { planSchema, probeKindSchema } from '../../protocol/plan.ts';
import type { InstrumentationPlan } from '../../protocol/plan.ts';
import { ScopeError } from '../../protocol/problem.ts';
import type { Problem } from '../../protocol/problem.ts';
import { createTreeReader } from '../run.ts';
import { admitting } from './admit.ts';
import { objectionsTo } from './plan.ts';

const MOST_PROBLEMS = 20;

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
  // Links out of the root are refused here; which files are of the project is known once its code is read: see `draftPlan`.
  const problems = objectionsTo(parsed.data.probes, admitting(createTreeReader(root, new Map())));
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
