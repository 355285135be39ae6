/** The part of YAML that test262's front matter uses: scalars, lists in brackets or with dashes, one nested map. */

export interface Frontmatter {
  readonly flags: readonly string[];
  readonly includes: readonly string[];
  readonly features: readonly string[];
  readonly negative: { readonly phase: string; readonly type: string } | null;
}

function listOf(yaml: string, key: string): readonly string[] {
  const found = new RegExp(
    `^${key}:[ \\t]*(\\[[^\\]]*\\]|(?:\\r?\\n?[ \\t]+-[^\\n]*)+)`,
    'mu',
  ).exec(yaml);
  if (found === null) return [];
  const body = found[1] as string;
  const parts = body.startsWith('[') ? body.slice(1, -1).split(',') : body.split(/^\s*-/mu);
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** @returns what the front matter of a test says; null where the file has none */
export function readFrontmatter(text: string): Frontmatter | null {
  const start = text.indexOf('/*---');
  const end = text.indexOf('---*/', start);
  if (start < 0 || end < 0) return null;
  const yaml = text.slice(start + 5, end).replace(/\r\n?/gu, '\n');
  const negative = /^negative:[ \t]*\n((?:[ \t]+[^\n]*\n?)+)/mu.exec(yaml)?.[1];
  const field = (key: string): string =>
    new RegExp(`^\\s+${key}:\\s*(\\S+)`, 'mu').exec(negative ?? '')?.[1] ?? '';
  return {
    flags: listOf(yaml, 'flags'),
    includes: listOf(yaml, 'includes'),
    features: listOf(yaml, 'features'),
    negative: negative === undefined ? null : { phase: field('phase'), type: field('type') },
  };
}
