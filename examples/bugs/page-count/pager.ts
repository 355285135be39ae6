/** The line of page links: first, last, and a window around the current page. */
import type { Page } from './paginate.ts';

function windowAround(current: number, last: number, radius: number): readonly number[] {
  const from = Math.max(1, current - radius);
  const to = Math.min(last, current + radius);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

export function pagerText(page: Page<unknown>, radius = 1): string {
  const shown = new Set([1, ...windowAround(page.number, page.last, radius), page.last]);
  const parts: string[] = [];
  let previous = 0;
  for (const number of [...shown].sort((a, b) => a - b)) {
    if (number - previous > 1) parts.push('…');
    parts.push(number === page.number ? `[${number}]` : String(number));
    previous = number;
  }
  return parts.join(' ');
}
