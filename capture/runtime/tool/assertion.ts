/**
 * The message of a failed `assert(x)` quotes the source of the call: older versions of Node read it from the file, at the place
 * where the call stands in the text that runs, newer ones from the script itself. So that it quotes what the author wrote, the
 * message is corrected when `AssertionError` hands it to `Error`, and before anything is made of it.
 */
import { createRequire } from 'node:module';
import { descriptorOf } from '../value/intrinsic.ts';
import { Object, Reflect } from '../realm/builtin.ts';
import { liesAt, type RewrittenFile, withoutInsertions } from '../realm/original-text.ts';
import { callSites, type Site } from '../host/gate.ts';
import { callAt } from './call-text.ts';

const QUOTE = 'The expression evaluated to a falsy value:\n\n  ';
/** What is said where the source is not to be had. */
const PLAIN = ' == true';
const FRAMES = 12;
const LINE_END = /\r\n|[\n\r\u2028\u2029]/gu;

export type FindRewritten = (path: string) => RewrittenFile | null;

/** @returns whether this Node quotes the line that runs, rather than the call as the file has it */
export function quotesRunningLine(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 9) || (major === 22 && minor >= 21);
}

function offsetOf(text: string, { line, column }: Site): number {
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  LINE_END.lastIndex = 0;
  for (let at = 1; at < line; at += 1) {
    if (LINE_END.exec(text) === null) return text.length;
    start = LINE_END.lastIndex;
  }
  return start + column - 1;
}

function originalOffset(at: number, insertions: readonly number[]): number {
  let removed = 0;
  for (let n = 0; n + 1 < insertions.length && (insertions[n] as number) < at; n += 2)
    removed += Math.min(insertions[n + 1] as number, at - (insertions[n] as number));
  return at - removed;
}

/** Where a quoted piece of the running text stands around an offset. @returns -1 where it does not */
function placeOf(text: string, quoted: string, at: number): number {
  for (let start = at; start >= 0 && start > at - quoted.length; start -= 1)
    if (liesAt(text, start, quoted)) return start;
  return -1;
}

/** Lines below the first lose as many blanks as stand before the call, as Node has it. */
function dedent(text: string, column: number): string {
  return text
    .split('\n')
    .map((line, index) =>
      index === 0 ? line : `  ${line.replace(new RegExp(`^[ \\t]{0,${column}}`, 'u'), '')}`,
    )
    .join('\n');
}

/**
 * @param message  of an error that `assert` or `assert.ok` made
 * @param site  where the call stands in the text that runs
 * @returns the message that there is without probes
 */
export function originalMessage(
  message: string,
  { site, file, isRunningLine }: { site: Site; file: RewrittenFile; isRunningLine: boolean },
): string {
  const isQuote = message.startsWith(QUOTE);
  if (!isQuote && !message.endsWith(PLAIN)) return message;
  const at = offsetOf(file.text, site);
  if (isQuote && isRunningLine) {
    const quoted = message.slice(QUOTE.length, -1);
    const place = placeOf(file.text, quoted, at);
    return place < 0 ? message : `${QUOTE}${withoutInsertions(quoted, place, file.insertions)}\n`;
  }
  const original = withoutInsertions(file.text, 0, file.insertions);
  const call = callAt(original, originalOffset(at, file.insertions));
  // A message of the program's own may read like Node's.
  if (call === null || (!isQuote && call.commas > 0)) return message;
  const text = original.slice(call.start, call.end);
  if (isRunningLine)
    return call.hasSemicolon ? message : `${QUOTE}${text.split(LINE_END)[0] ?? ''}\n`;
  const line = original.slice(0, call.start).split('\n').at(-1) ?? '';
  return `${QUOTE}${dedent(text, line.length)}\n`;
}

function corrected(message: unknown, below: unknown, find: FindRewritten): unknown {
  if (typeof message !== 'string') return message;
  if (!message.startsWith(QUOTE) && !message.endsWith(PLAIN)) return message;
  const sites = callSites(below, FRAMES);
  const inner = sites.findIndex(({ name }) => name === 'innerOk');
  const site = inner < 0 ? undefined : sites.find(({ file }, at) => at > inner && !isNode(file));
  const file = site?.file === undefined || site.file === null ? null : find(site.file);
  if (site === undefined || file === null) return message;
  const isRunningLine = quotesRunningLine(process.versions.node);
  return originalMessage(message, { site, file, isRunningLine });
}

function isNode(file: string | null): boolean {
  return file?.startsWith('node:') === true;
}

/** To be called before text that uses `node:assert` runs; a second call does nothing. */
export function openAssertions(find: FindRewritten): () => void {
  let isDone = false;
  function patch(): void {
    const assert = createRequire(process.execPath)('node:assert') as object;
    const made: unknown = descriptorOf(assert, 'AssertionError')?.value;
    if (typeof made !== 'function') return;
    const parent = Object.getPrototypeOf(made) as ErrorConstructor;
    const told = new Proxy(parent, {
      construct(target, args: unknown[], newTarget) {
        let given = args;
        try {
          given = [corrected(args[0], newTarget, find), ...args.slice(1)];
        } catch {
          // The message is as Node made it.
        }
        return Reflect.construct(target, given, newTarget) as object;
      },
    });
    Reflect.setPrototypeOf(made, told);
  }
  return () => {
    if (isDone) return;
    isDone = true;
    try {
      patch();
    } catch {
      // Messages quote the text that runs.
    }
  };
}
