import dayjs from 'dayjs/esm/index.js';
import minMax from 'dayjs/esm/plugin/minMax/index.js';

dayjs.extend(minMax);

interface Delivery {
  readonly order: string;
  readonly date: string | null;
}

/** The day of the next delivery; deliveries without a date are not planned yet. */
export function nextDelivery(deliveries: readonly Delivery[]): string | null {
  const dates = deliveries.map((delivery) => delivery.date && dayjs(delivery.date));
  const next = dayjs.min(dates);
  return next === null ? null : next.format('YYYY-MM-DD');
}
