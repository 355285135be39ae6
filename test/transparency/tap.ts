/**
 * Reads the Test Anything Protocol, with nested subtests: every test point is a result, named by the names of the tests it
 * lies in. A parent's point comes behind its children; it counts too, for it may fail on its own. Never throws.
 */
import type { NamedResult } from './runner.ts';

const POINT = /^(?<indent> *)(?<not>not )?ok\b(?: \d+)?(?: -)? ?(?<rest>.*)$/u;
const DIRECTIVE = / # (?<kind>skip|todo)\b.*$/iu;
const TIME = / # time=\S+.*$/u;
const SUBTEST = /^(?<indent> *)# Subtest: (?<name>.*)$/u;
const COMMENT =
  /^# (?<name>(?!tests |pass |fail |suites |cancelled |skipped |todo |duration_ms ).*)$/u;

export function readTap(text: string): readonly NamedResult[] {
  const results: NamedResult[] = [];
  const open: { readonly depth: number; readonly name: string }[] = [];
  let last: { readonly depth: number; readonly at: number } | null = null;
  for (const line of text.split('\n')) {
    const subtest = SUBTEST.exec(line)?.groups ?? null;
    if (subtest !== null) {
      const depth = subtest['indent']!.length;
      while (open.length > 0 && open.at(-1)!.depth >= depth) open.pop();
      open.push({ depth, name: subtest['name']! });
      continue;
    }
    const point = POINT.exec(line)?.groups;
    if (point === undefined) {
      // tape has no subtests: a comment names the test whose assertions follow.
      const comment = COMMENT.exec(line)?.groups;
      if (comment !== undefined && !text.includes('# Subtest:')) {
        open.length = 0;
        open.push({ depth: -1, name: comment['name']! });
      }
      if (last !== null && results[last.at]!.message.length < 4000 && /^\s/u.test(line))
        results[last.at] = {
          ...results[last.at]!,
          message: `${results[last.at]!.message}${line.slice(last.depth)}\n`,
        };
      continue;
    }
    const depth = point['indent']!.length;
    const parents = open.filter((one) => one.depth < depth);
    const kind = DIRECTIVE.exec(point['rest']!)?.groups?.['kind'];
    const name = point['rest']!.replace(TIME, '').replace(DIRECTIVE, '').replace(/ \{$/u, '');
    const failed = point['not'] !== undefined && kind?.toLowerCase() !== 'todo';
    results.push({
      name: [...parents.map((one) => one.name), name].join(' > '),
      status: kind === undefined ? (failed ? 'fail' : 'pass') : failed ? 'fail' : 'skip',
      message: '',
    });
    last = failed ? { depth, at: results.length - 1 } : null;
  }
  return results;
}
