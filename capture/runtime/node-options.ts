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
