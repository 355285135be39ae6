/**
 * A shell that sets NODE_OPTIONS anew (`"test": "NODE_OPTIONS=--experimental-vm-modules jest"`) would lose the preload. What a
 * shell is given as text is read as far as needed to find such assignments, and the preload goes in front of their values:
 * quotes that touch are one word. Text that is no assignment stays as it is; a script that the shell reads from a file is not seen.
 */
import { NODE_OPTIONS_VARIABLE, quoteOption } from '../node-options.ts';

const SHELL = /(?:^|[\\/])(?:ba|da|k|z|a)?sh$/u;
const COMMAND_OPTION = /^-[a-z]*c$/u;
const ASSIGNMENT = /^[A-Za-z_]\w*\+?=/u;
/** Words behind which a command, or its assignments, begin. */
const BEFORE_COMMAND = /^(?:env|export|exec|command|time|if|then|elif|else|while|until|do|!|\{)$/u;
const OURS = `${NODE_OPTIONS_VARIABLE}=`;
const KEEPS = new RegExp(`\\$\\{?${NODE_OPTIONS_VARIABLE}\\b`, 'u');

/** @returns the offset behind the word that begins at `from` */
function endOfWord(text: string, from: number): number {
  let quote = '';
  let at = from;
  for (; at < text.length; at += 1) {
    const char = text[at] as string;
    if (char === '\\' && quote !== "'") at += 1;
    else if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (/[\s;&|()<>]/u.test(char)) break;
  }
  return at;
}

/** @returns the text of a shell's command, in which values of NODE_OPTIONS begin with ours */
export function withPreloadInShell(text: string, preloadPath: string): string {
  if (!text.includes(OURS)) return text;
  const ours = `'--require ${quoteOption(preloadPath).replaceAll("'", `'\\''`)} '`;
  let result = '';
  let mayAssign = true;
  let at = 0;
  while (at < text.length) {
    const char = text[at] as string;
    if (text.startsWith('<<', at)) break;
    if (/[\s;&|()<>]/u.test(char)) {
      if (/[\n;&|()]/u.test(char)) mayAssign = true;
      result += char;
      at += 1;
      continue;
    }
    const end = char === '#' ? lineEnd(text, at) : endOfWord(text, at);
    const word = text.slice(at, end);
    const isOurs = mayAssign && word.startsWith(OURS) && !KEEPS.test(word);
    result += isOurs ? OURS + ours + word.slice(OURS.length) : word;
    mayAssign &&= ASSIGNMENT.test(word) || BEFORE_COMMAND.test(word);
    at = end;
  }
  return result + text.slice(at);
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/**
 * @param argv  of a process, its own name first
 * @returns the same words, or others where it is a shell that is given such a text
 */
export function withPreloadInWords(
  argv: readonly string[],
  preloadPath: string,
): readonly string[] {
  if (!SHELL.test(argv[0] ?? '')) return argv;
  const at = argv.findIndex((word, index) => index > 0 && COMMAND_OPTION.test(word)) + 1;
  const text = at === 0 ? undefined : argv[at];
  if (text === undefined) return argv;
  const changed = withPreloadInShell(text, preloadPath);
  return changed === text ? argv : [...argv.slice(0, at), changed, ...argv.slice(at + 1)];
}
