import parser from 'yargs-parser';

/** Settings from a file, whose keys people write in any style, with flags on top. */
export function readSettings(file, argv) {
  const settings = {};
  for (const [key, value] of Object.entries(file)) settings[parser.camelCase(key)] = value;
  const flags = parser(argv);
  for (const key of Object.keys(settings)) {
    if (flags[key] !== undefined) settings[key] = flags[key];
  }
  return settings;
}
