/** What a command found, as text or as one JSON document; within so many tokens its lists are cut, and it says so. */
import type { Io } from '../../io.ts';
import { estimateTokens } from '../answer/budget.ts';

export interface PrintedDocument {
  readonly options: { readonly json: boolean; readonly maxTokens: number | null };
  readonly document: Readonly<Record<string, unknown>>;
  /** @param most  lines; Infinity where nothing limits it */
  readonly render: (most: number) => string;
  /** Members of the document that may be cut, the least important first. */
  readonly lists: readonly string[];
}

const MOST_STEPS = 40;

export function printDocument(io: Io, printed: PrintedDocument): void {
  const { options, document, render } = printed;
  if (options.maxTokens === null)
    io.out.write(options.json ? `${JSON.stringify(document, null, 2)}\n` : render(Infinity));
  else
    io.out.write(
      options.json ? fitJson(printed, options.maxTokens) : fitText(printed, options.maxTokens),
    );
}

/** Lines are taken off the end; the last one says how many. */
function fitText({ render }: PrintedDocument, most: number): string {
  const whole = render(Infinity);
  if (estimateTokens(whole) <= most) return whole;
  const lines = whole.trimEnd().split('\n');
  for (let kept = lines.length - 1; kept >= 0; kept -= 1) {
    const text = `${[...lines.slice(0, kept), `left out: ${lines.length - kept} lines`].join('\n')}\n`;
    if (estimateTokens(text) <= most) return text;
  }
  return '';
}

/** Each list is halved from its end, then dropped; then long texts are cut; at last only what was left out is said. */
function fitJson({ document, lists }: PrintedDocument, most: number): string {
  let now: Readonly<Record<string, unknown>> = document;
  const print = (): string => `${JSON.stringify(now)}\n`;
  for (let step = 0; step < MOST_STEPS && estimateTokens(print()) > most; step += 1) {
    const name = lists.find((one) => Array.isArray(now[one]) && now[one].length > 0);
    if (name === undefined) break;
    const list = now[name] as readonly unknown[];
    const kept = list.slice(0, Math.floor(list.length / 2));
    const whole = document[name] as readonly unknown[];
    const omitted = { ...(now['omitted'] as object | undefined) };
    now = { ...now, [name]: kept, omitted: { ...omitted, [name]: whole.length - kept.length } };
  }
  if (estimateTokens(print()) > most) now = { version: 1, omitted: Object.keys(document) };
  if (estimateTokens(print()) > most) now = { version: 1, omitted: 'everything' };
  return print();
}
