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
  readonly target?: Target;
}

/** A figure to reach; absent where a row only informs. */
export interface Target {
  /** `≤ 15 ns` */
  readonly text: string;
  readonly met: boolean;
}

export interface SuiteOptions {
  /** The built program (`npm run build`), for what is measured as users run it. */
  readonly dist: string;
  /** Small inputs and one round: tries the suite out, its figures mean nothing. */
  readonly quick: boolean;
  /** More projects to build graphs of: `path`, or `path=name@commit`. */
  readonly folders?: readonly string[];
  /** Where Jelly was built. */
  readonly jelly?: string;
  /** The Node that runs Jelly, where that needs another one. */
  readonly jellyNode?: string;
}

export type Suite = (options: SuiteOptions) => Promise<readonly Row[]>;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** @returns `1.02 to 1.08` */
export function spread(values: readonly number[], digits: number): string {
  return `${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)}`;
}

/** @param unit  `×` stands before the number, any other unit behind it */
export function atMost(limit: number, unit: string, value: number): Target {
  return { text: `≤ ${unit === '×' ? `×${limit}` : `${limit} ${unit}`}`, met: value <= limit };
}

/** @param factor  how many times the baseline it shall be */
export function atLeast(factor: number, value: number): Target {
  return { text: `≥ ×${factor}`, met: value >= factor };
}
