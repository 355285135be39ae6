/** What a tenant pays: a base price and a price per feature that is switched on. */
import { settingsFor } from './settings.js';

const PRICES = { export: 12, audit: 25, search: 0 };
const SEAT = 4;

export function monthlyPrice(tenant) {
  const { features, limits } = settingsFor(tenant);
  let price = limits.seats * SEAT;
  for (const [feature, enabled] of Object.entries(features)) {
    if (enabled) price += PRICES[feature];
  }
  return price;
}
