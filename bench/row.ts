/** One line of a benchmark's table. Figures are only comparable inside the suite that they came from. */
export interface Row {
  readonly suite: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Against the suite's own baseline, measured in the same run. */
  readonly ratio?: number;
  /** What was done, how often, and how far apart equal measurements lay. */
  readonly note?: string;
}

export type Suite = () => Promise<readonly Row[]>;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
