/**
 * How the preload gets into NODE_OPTIONS: before whatever the user has there, quoted the way Node unquotes it. Shared by the
 * launcher, which puts it there, and the preload, which keeps it there for children whose environment was replaced.
 */

export const NODE_OPTIONS_VARIABLE = 'NODE_OPTIONS';

/** Node splits NODE_OPTIONS at blanks; inside double quotes a backslash keeps the next character. */
export function quoteOption(text: string): string {
  return /[\s"\\]/u.test(text) ? `"${text.replace(/["\\]/gu, '\\$&')}"` : text;
}

/** @returns `existing` with our `--require` in front of it, once */
export function withPreload(existing: string | undefined, preloadPath: string): string {
  const ours = `--require ${quoteOption(preloadPath)}`;
  if (existing === undefined || existing.trim() === '') return ours;
  return ` ${existing} `.includes(` ${ours} `) ? existing : `${ours} ${existing}`;
}

/** @returns `existing` as it would be without us */
export function withoutPreload(existing: string, preloadPath: string): string {
  return ` ${existing} `.replace(` --require ${quoteOption(preloadPath)} `, ' ').trim();
}

const LIMITED = /(?:^|\s)--(?:experimental-)?permission(?=[\s'"]|$)/u;
const MAY_READ = /--allow-fs-read[= ]['"]?([^\s'"]+)/gu;

/**
 * Node's permission model forbids a program to read what is not named. Node 20 does not even start then, because it can not read
 * what it is to load first; so such a program is left alone.
 * @param words  a command, or parts of one that a shell is given
 */
export function forbidsPreload(words: readonly string[], preloadPath: string): boolean {
  const text = words.join(' ');
  if (!LIMITED.test(text)) return false;
  const readable = [...text.matchAll(MAY_READ)].flatMap(([, paths = '']) => paths.split(','));
  return !readable.some((path) => {
    const start = path.replace(/\*$/u, '');
    return path !== '' && (start === '' || preloadPath.startsWith(start));
  });
}
