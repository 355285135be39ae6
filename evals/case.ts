/**
 * What an eval case is and where the cases lie: `evals/cases/<id>/` (published bugs of npm packages) and `examples/`
 * (seeded bugs). A case is a folder with a program or a test file and a `case.json`; this reads, it runs nothing.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

export const faultSchema = z.object({
  /** Relative to the case's folder, with `/`. */
  file: z.string(),
  /** First and last faulty line, 1-based, of the buggy version. */
  lines: z.tuple([z.number().int(), z.number().int()]),
});

const caseSchema = z.object({
  id: z.string(),
  question: z.string(),
  command: z.array(z.string()).min(1),
  /** Name under which the case imports a package, to the alias in evals/package.json. */
  packages: z.record(z.string(), z.string()).default({}),
  faulty: z.array(faultSchema).min(1),
  omission: z.boolean(),
  /** Held out: written before, and not looked at while, the ranking was last changed. */
  split: z.enum(['development', 'held-out']).default('development'),
  kind: z.string(),
});

export type Fault = Readonly<z.infer<typeof faultSchema>>;
export type CaseGroup = 'npm' | 'seeded';
export type EvalCase = Readonly<z.infer<typeof caseSchema>> & {
  readonly group: CaseGroup;
  /** Absolute path of the case's folder. */
  readonly folder: string;
};

function readFolder(parent: string, group: CaseGroup): readonly EvalCase[] {
  return readdirSync(parent)
    .sort()
    .map((name) => join(parent, name))
    .filter((folder) => existsSync(join(folder, 'case.json')))
    .map((folder) => {
      const text = readFileSync(join(folder, 'case.json'), 'utf8');
      return { ...caseSchema.parse(JSON.parse(text)), group, folder };
    });
}

/**
 * @param root  the repository's root
 * @param only  ids to keep; empty keeps all
 * @throws where a case.json is not of the schema, or an id of `only` does not exist
 */
export function readCases(root: string, only: readonly string[]): readonly EvalCase[] {
  const all = [
    ...readFolder(join(root, 'evals/cases'), 'npm'),
    ...readFolder(join(root, 'examples/bugs'), 'seeded'),
    ...readFolder(join(root, 'examples'), 'seeded'),
  ];
  const unknown = only.filter((id) => !all.some((one) => one.id === id));
  if (unknown.length > 0) throw new Error(`no such case: ${unknown.join(', ')}`);
  return only.length === 0 ? all : all.filter((one) => only.includes(one.id));
}
