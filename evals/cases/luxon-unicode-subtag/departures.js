import { DateTime } from 'luxon';

/** One line of a departure board, in the traveller's locale. */
export function departureLine(train, iso, locale) {
  const departure = DateTime.fromISO(iso, { zone: 'utc', locale });
  const time = departure.toLocaleString(DateTime.TIME_SIMPLE).replace(/\s/gu, ' ');
  return `${time} ${train}`;
}
