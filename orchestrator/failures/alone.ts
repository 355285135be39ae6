/**
 * The command of a test runner with one test chosen by its name. A long run is repeated for the test that failed alone: the others
 * were seen once, and what they do again tells nothing new. Words are only ever added to the user's own command.
 */
import { basename } from 'node:path';

/** The test that failed, and what the command says about tests so far. */
export interface Chosen {
  /** The texts given to the runner, from the outermost suite inwards, as the source spells them. */
  readonly titles: readonly string[];
  /** Its file, from the folder of the command. */
  readonly file: string;
  /** The command names this file already. */
  readonly isFileNamed: boolean;
}

/** The scripts of the package.json in the folder of the command. */
export type Scripts = Readonly<Record<string, string | undefined>>;

/** What one runner is told; null where it cannot be told. */
type Choice = (name: string, own: string, chosen: Chosen) => readonly string[] | null;

const RUNNERS: Readonly<Record<string, Choice>> = {
  jest: (name, _, chosen) => ['-t', escaped(name), ...fileOf(chosen)],
  vitest: (name, _, chosen) => ['-t', escaped(name), ...fileOf(chosen)],
  mocha: (name) => ['--fgrep', name],
  _mocha: (name) => ['--fgrep', name],
  jasmine: (name) => [`--filter=${escaped(name)}`],
  // A star stands for any text there.
  ava: (_, own) => (own.includes('*') ? null : ['--match', own]),
};
const CHOOSES =
  /^(?:-t|--testNamePattern|--test-name-pattern|-g|--grep|-f|--fgrep|-m|--match|--filter|--watch\w*)(?:=|$)/u;
/** A shell would read more than words. */
const OF_SHELL = /[|&;<>$`(){}\n\\*?~]/u;
const SCRIPT_RUNNERS = /^(?:npm|pnpm|yarn)$/u;

/** @returns the words to start, or null where the runner is not known, or was told which tests to run */
export function commandAlone(
  argv: readonly string[],
  chosen: Chosen,
  scripts: Scripts,
): readonly string[] | null {
  const own = chosen.titles.at(-1);
  if (own === undefined || !isPlain(own)) return null;
  const name = chosen.titles.every(isPlain) ? chosen.titles.join(' ') : own;
  const [first, second, third] = argv;
  if (first !== undefined && SCRIPT_RUNNERS.test(first)) {
    const script = second === 'run' ? third : second === 't' ? 'test' : second;
    const text = script === undefined ? undefined : scripts[script];
    if (text !== undefined) return withScript(argv, text, first, { name, own, chosen });
  }
  return withRunner(argv, { name, own, chosen });
}

interface Wanted {
  readonly name: string;
  readonly own: string;
  readonly chosen: Chosen;
}

/** What follows the name of a script is handed on to its last command. */
function withScript(
  argv: readonly string[],
  text: string,
  first: string,
  wanted: Wanted,
): readonly string[] | null {
  if (OF_SHELL.test(text) || argv.some((word) => CHOOSES.test(word))) return null;
  const words = text.split(/\s+/u).filter((word) => word !== '');
  const choice = choiceFor(words);
  if (choice === null || words.some((word) => CHOOSES.test(word))) return null;
  const added = choice(wanted.name, wanted.own, wanted.chosen);
  if (added === null) return null;
  return first === 'npm' && !argv.includes('--') ? [...argv, '--', ...added] : [...argv, ...added];
}

function withRunner(argv: readonly string[], wanted: Wanted): readonly string[] | null {
  if (argv.some((word) => CHOOSES.test(word))) return null;
  const node = argv.findIndex((word) => basename(word) === 'node');
  // The runner of Node takes what follows the first file as that program's own.
  if (node >= 0 && argv[node + 1]?.startsWith('-') === true && argv.includes('--test'))
    return [
      ...argv.slice(0, node + 1),
      `--test-name-pattern=${escaped(wanted.own)}`,
      ...argv.slice(node + 1),
    ];
  const choice = choiceFor(argv);
  const added = choice?.(wanted.name, wanted.own, wanted.chosen) ?? null;
  return added === null ? null : [...argv, ...added];
}

/** The first word that is a runner: `npx jest`, `c8 mocha`, `node node_modules/jest/bin/jest.js`. */
function choiceFor(words: readonly string[]): Choice | null {
  for (const word of words) {
    const choice = RUNNERS[basename(word).replace(/\.[cm]?js$/u, '')];
    if (choice !== undefined) return choice;
  }
  return null;
}

/** Neither an escape of the source, nor a part that is filled in for each row of a table. */
function isPlain(title: string): boolean {
  return !/\\|\$\{|%[a-z#$%]|\$\w/iu.test(title);
}

function fileOf({ file, isFileNamed }: Chosen): readonly string[] {
  return isFileNamed ? [] : [file];
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/gu, '\\$&');
}
