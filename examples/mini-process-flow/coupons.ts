/** The coupon book: what marketing exports from its spreadsheet, parsed once at start. */
export interface Coupon {
  readonly code: string;
  readonly percent: number;
  readonly minimum: number;
}

const EXPORT = `code;percent;minimum
WELCOME;10;0
TEATIME;12,5;50
FRIENDS;20;150`;

function parseAmount(text: string): number {
  return Number(text.trim());
}

function parseCoupon(row: string): Coupon {
  const [code = '', percent = '0', minimum = '0'] = row.split(';');
  return { code, percent: parseAmount(percent), minimum: parseAmount(minimum) };
}

export function loadCoupons(text: string = EXPORT): ReadonlyMap<string, Coupon> {
  const [, ...rows] = text.split('\n');
  return new Map(rows.map(parseCoupon).map((coupon) => [coupon.code, coupon]));
}
