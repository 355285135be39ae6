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

/** What one runner is told, and how a user would have told it; no words where it cannot be told. */
interface Runner {
  readonly words: (wanted: Wanted) => readonly string[] | null;
  readonly chosen: RegExp;
}

interface Wanted {
  /** All titles. */
  readonly name: string;
  /** The last one. */
  readonly own: string;
  readonly file: readonly string[];
}

const byPattern: Runner = {
  words: ({ name, file }) => ['-t', escaped(name), ...file],
  chosen: /^(?:-t|--testNamePattern)(?:=|$)/u,
};
const byText: Runner = {
  words: ({ name }) => ['--fgrep', name],
  chosen: /^(?:-g|--grep|-f|--fgrep)(?:=|$)/u,
};
const RUNNERS: Readonly<Record<string, Runner>> = {
  jest: byPattern,
  vitest: byPattern,
  mocha: byText,
  _mocha: byText,
  jasmine: {
    words: ({ name }) => [`--filter=${escaped(name)}`],
    chosen: /^--filter(?:=|$)/u,
  },
  ava: {
    // A star stands for any text there.
    words: ({ own }) => (own.includes('*') ? null : ['--match', own]),
    chosen: /^(?:-m|--match)(?:=|$)/u,
  },
};
const NODE_CHOSEN = /^--test-name-pattern(?:=|$)/u;
/** Words that are added behind these are not the runner's. */
const OF_SHELL = /[|&<>`\n]|\$\(/u;
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
  const wanted = { name, own, file: chosen.isFileNamed ? [] : [chosen.file] };
  const [first, second, third] = argv;
  if (first !== undefined && SCRIPT_RUNNERS.test(first)) {
    const script = second === 'run' ? third : second === 't' ? 'test' : second;
    const text = script === undefined ? undefined : scripts[script];
    if (text !== undefined) return withScript(argv, text, wanted);
  }
  return withNode(argv, wanted) ?? behind(argv, argv, wanted);
}

/** What follows the name of a script is handed on to its last command. */
function withScript(
  argv: readonly string[],
  script: string,
  wanted: Wanted,
): readonly string[] | null {
  const last = script.split(/&&|;/u).at(-1) ?? '';
  if (OF_SHELL.test(last)) return null;
  const words = last.split(/\s+/u).filter((word) => word !== '');
  const start = argv[0] === 'npm' && !argv.includes('--') ? [...argv, '--'] : argv;
  return behind(start, [...words, ...argv], wanted);
}

/** The runner of Node takes what follows the first file as that program's own. */
function withNode(argv: readonly string[], { own }: Wanted): readonly string[] | null {
  const node = argv.findIndex((word) => basename(word) === 'node');
  if (node < 0 || argv[node + 1]?.startsWith('-') !== true || !argv.includes('--test')) return null;
  if (argv.some((word) => NODE_CHOSEN.test(word))) return null;
  const pattern = `--test-name-pattern=${escaped(own)}`;
  return [...argv.slice(0, node + 1), pattern, ...argv.slice(node + 1)];
}

/** @param words in which the runner stands, and what it was told */
function behind(
  start: readonly string[],
  words: readonly string[],
  wanted: Wanted,
): readonly string[] | null {
  const runner = runnerIn(words);
  if (runner === null || words.some((word) => runner.chosen.test(word))) return null;
  const added = runner.words(wanted);
  return added === null ? null : [...start, ...added];
}

/** The first word that is a runner: `npx jest`, `c8 mocha`, `node node_modules/jest/bin/jest.js`. */
function runnerIn(words: readonly string[]): Runner | null {
  for (const word of words) {
    const name = basename(word).replace(/\.[cm]?js$/u, '');
    if (Object.hasOwn(RUNNERS, name)) return RUNNERS[name] ?? null;
  }
  return null;
}

/** Neither an escape of the source, nor a part that is filled in for each row of a table. */
function isPlain(title: string): boolean {
  return !/\\|\$\{|%[a-z#$%]|\$\w/iu.test(title);
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/gu, '\\$&');
}
