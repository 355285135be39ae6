/** Numbers and dates for people. */
export interface FormatOptions {
  readonly locale: string;
  readonly currency: string;
  readonly digits: number;
}

export const DEFAULT_FORMAT: FormatOptions = { locale: 'en-US', currency: 'EUR', digits: 2 };

export function formatMoney(amount: number, options: FormatOptions): string {
  return new Intl.NumberFormat(options.locale, {
    style: 'currency',
    currency: options.currency,
    minimumFractionDigits: options.digits,
  })
    .format(amount)
    .replace(/\u00a0/gu, ' ');
}

export function formatCount(count: number, options: FormatOptions): string {
  return new Intl.NumberFormat(options.locale).format(count);
}
