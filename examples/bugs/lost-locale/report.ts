/** A sales report: a header, one row per region, a footer. */
import { DEFAULT_FORMAT, formatCount, formatMoney } from './format.ts';
import type { FormatOptions } from './format.ts';

export interface Region {
  readonly name: string;
  readonly orders: number;
  readonly revenue: number;
}

interface Section {
  render(options: FormatOptions): string;
}

function rowOf(region: Region): Section {
  return {
    render: (options) =>
      `${region.name}: ${formatCount(region.orders, options)} orders, ${formatMoney(region.revenue, options)}`,
  };
}

function footerOf(regions: readonly Region[]): Section {
  const revenue = regions.reduce((sum, region) => sum + region.revenue, 0);
  return { render: (options) => `Total: ${formatMoney(revenue, options)}` };
}

function renderSections(sections: readonly Section[], options: Partial<FormatOptions>): string[] {
  const { currency = DEFAULT_FORMAT.currency, digits = DEFAULT_FORMAT.digits } = options;
  const resolved = { ...DEFAULT_FORMAT, currency, digits };
  return sections.map((section) => section.render(resolved));
}

export function renderReport(
  regions: readonly Region[],
  options: Partial<FormatOptions> = {},
): string {
  const sections = [...regions.map(rowOf), footerOf(regions)];
  return renderSections(sections, options).join('\n');
}
