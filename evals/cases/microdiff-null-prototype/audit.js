import diff from 'microdiff';

/** What a change of the settings did, a line each. */
export function describeChange(before, after) {
  return diff(before, after).map(({ type, path }) => `${type.toLowerCase()} ${path.join('.')}`);
}

/** Query strings are parsed into objects without a prototype. */
export function parseQuery(text) {
  const query = Object.create(null);
  for (const [key, value] of new URLSearchParams(text)) query[key] = value;
  return query;
}
