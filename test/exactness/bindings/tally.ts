/** Sums over the files of one project, and the table that people read. */
import type { Comparison, Difference } from './compare.ts';
import type { ImportComparison } from './import.ts';
import type { Role } from './identifier.ts';

const TYPE_ROLES: ReadonlySet<Role> = new Set(['type', 'type declaration']);

export interface Sums {
  readonly identifiers: number;
  readonly differing: number;
}

export interface ProjectResult {
  readonly project: string;
  readonly files: number;
  /** Files that TypeScript itself reports syntax errors for. */
  readonly leftOut: number;
  /** Files in which Scope's grammar left something unread. */
  readonly unread: readonly string[];
  readonly unanswered: number;
  readonly values: Sums;
  readonly types: Sums;
  /** Imports of values of the project itself, re-exports followed. */
  readonly imports: Sums;
  /** Where the answers differ, by category, the largest first. */
  readonly differences: Readonly<Record<string, readonly string[]>>;
}

function sumsOf(comparisons: readonly Comparison[], types: boolean): Sums {
  const counted = (role: string): boolean => TYPE_ROLES.has(role as Role) === types;
  let identifiers = 0;
  let differing = 0;
  for (const { counts, differences } of comparisons) {
    for (const [role, count] of Object.entries(counts)) if (counted(role)) identifiers += count;
    differing += differences.filter(({ role }) => counted(role)).length;
  }
  return { identifiers, differing };
}

/** @returns the result of one project from those of its files; null stands for a file that TypeScript cannot read */
export function tally(
  project: string,
  comparisons: readonly (Comparison | null)[],
  imports: ImportComparison,
): ProjectResult {
  const read = comparisons.filter((one) => one !== null);
  const byCategory: Record<string, string[]> = {};
  const all = [
    ...read.flatMap((one): readonly Difference[] => one.differences),
    ...imports.differences,
  ];
  for (const { category, where } of all) (byCategory[category] ??= []).push(where);
  return {
    project,
    files: read.length,
    leftOut: comparisons.length - read.length,
    unread: read.flatMap((one) => one.unread.slice(0, 1)),
    unanswered: read.reduce((sum, one) => sum + one.unanswered, 0),
    values: sumsOf(read, false),
    types: sumsOf(read, true),
    imports: { identifiers: imports.imports, differing: imports.differences.length },
    differences: Object.fromEntries(
      Object.entries(byCategory).sort(([, a], [, b]) => b.length - a.length),
    ),
  };
}

const percent = ({ identifiers, differing }: Sums): string =>
  identifiers === 0 ? '' : `${(100 - (100 * differing) / identifiers).toFixed(3)} %`;

/** @returns one line of the table */
export function row(result: ProjectResult): string {
  const { project, files, leftOut, unread, unanswered, values, types, imports } = result;
  return [
    project,
    `${files} files`,
    `${leftOut} left out`,
    `${unread.length} not wholly read`,
    `values ${values.identifiers} − ${values.differing} = ${percent(values)}`,
    `imports ${imports.identifiers} − ${imports.differing} = ${percent(imports)}`,
    `unanswered ${unanswered}`,
    `types ${types.identifiers} − ${types.differing} = ${percent(types)}`,
  ].join(' · ');
}
