/** An anomaly in one line for a person: what was seen, of which name or code, in which line of the source. */
import type { Anomaly } from '../../protocol/anomaly.ts';
import type { Site } from '../../protocol/site.ts';
import { cut } from './text.ts';

export interface AnomalySources {
  readonly sites: readonly (Site | undefined)[];
  /** Original text of a file of the project, null where it cannot be had. */
  readonly textOf: (file: string) => string | null;
}

/** How the detectors call a value that has no name. */
const NAMELESS = /^(?:the|a) [a-z]+(?= is )/u;
const MOST_CODE = 60;

/** @returns `Math.min(a, b) is NaN, was 3.78 before, at src/discount.ts:12`; the message alone where the place is not known */
export function describeAnomaly(anomaly: Anomaly, { sites, textOf }: AnomalySources): string {
  const site = sites.find((one) => one !== undefined && one.node === anomaly.node);
  const text = site === undefined ? null : textOf(site.file);
  if (site === undefined || text === null) return anomaly.message;
  const line = text.slice(0, site.start).split('\n').length;
  const code = cut(text.slice(site.start, site.end), MOST_CODE);
  const what =
    anomaly.subject === undefined && code !== ''
      ? anomaly.message.replace(NAMELESS, () => code)
      : anomaly.message;
  return `${what}, at ${site.file}:${line}`;
}
