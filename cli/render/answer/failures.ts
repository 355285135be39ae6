/** Failing tests by what they have in common, as a few lines of an answer. */
import type { BriefAnswer, FailureGroup } from '../../../protocol/answer.ts';
import { count, cut, plural } from '../text.ts';
import type { RenderOptions } from '../options.ts';
import type { Detail } from './answer.ts';

export function failureLines(
  { failures }: Pick<BriefAnswer, 'failures'>,
  { groups: most }: Pick<Detail, 'groups'>,
  { colours, columns }: RenderOptions,
): readonly string[] {
  if (failures === undefined) return [];
  const shown = failures.groups.slice(0, most);
  const causes = failures.groups.length + failures.more;
  const width = Math.max(...shown.map((group) => count(group.count).length));
  const lines = shown.map((group, index) => {
    const place = `${group.file}:${group.line}`;
    const rest = restOf(group);
    const head = `${count(group.count).padStart(width + 2)} × `;
    const room = columns - head.length - place.length - 2;
    const mark = index === 0 ? colours.bold(head) : head;
    return `${mark}${colours.cyan(place)}  ${colours.dim(cut(rest, Math.max(10, room)))}`;
  });
  const left = causes - shown.length;
  const of = failures.seen > failures.total ? ` of ${count(failures.seen)}` : '';
  const what = `${count(failures.total)}${of} failing tests, ${plural(causes, 'common cause')}`;
  return [
    '',
    colours.bold(causes === 1 ? what : `${what}; the answer is about the first`),
    ...lines,
    ...(left > 0 ? [colours.dim(`    and ${plural(left, 'more cause')}`)] : []),
  ];
}

function restOf({ function: name, tests, count: all }: FailureGroup): string {
  const [first] = tests;
  const more = all - 1;
  const told = first === undefined ? '' : `${first}${more > 0 ? ` and ${count(more)} more` : ''}`;
  return [name, told].filter((text) => text !== '').join(': ');
}
