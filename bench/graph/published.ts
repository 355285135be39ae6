/**
 * What others published about tools that are not run here: Joern comes neither from npm nor as a Debian
 * package. Other machines, other years, parts of the work only: an order of magnitude, never a ratio.
 */
import type { Row } from '../row.ts';

interface Published {
  readonly what: string;
  readonly seconds: number;
  readonly note: string;
}

const JOERN: readonly Published[] = [
  {
    what: 'juice-shop, type recovery and call links alone',
    seconds: 120,
    note: '"2-3 minutes" once a linear search was mended, before it did not end (joern issue 2530, April 2023)',
  },
  {
    what: 'appsmith, reading the files alone',
    seconds: 10,
    note: '40 s before a regular expression was mended (joern pull request 1500, June 2022)',
  },
  {
    what: 'Linux 4.1.16 (C), a finished graph imported',
    seconds: 660,
    note: '48 million nodes, 431 million edges, 20 GB of heap (joern, changelog of 4.0.0)',
  },
];

/** @returns rows without a ratio, each with its source */
export function publishedRows(suite: string): readonly Row[] {
  return JOERN.map(({ what, seconds, note }) => ({
    suite,
    name: `Joern, published, not measured here: ${what}`,
    value: seconds,
    unit: 's',
    note,
  }));
}
