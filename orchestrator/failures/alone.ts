/**
 * The command of a test runner with one test chosen by its name. A long run is repeated for the test that failed alone: the others
 * were seen once, and what they do again tells nothing new. Words are only ever added to the user's own command.
 */
import { basename } from 'node:path';
import { isInstalled } from '../../query/source-index.ts';

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
  /** The command says nothing of coverage: an option that stands twice may be refused. */
  readonly isBare: boolean;
}

const jest: Runner = {
  // What it reports of the user's code would be of one test from then on. A file is a pattern there.
  words: ({ name, file, isBare }) => [
    ...['-t', escaped(name)],
    ...(isBare ? ['--coverage=false'] : []),
    ...file.map(escaped),
  ],
  chosen: /^(?:-t|--testNamePattern)(?:=|$)/u,
};
const vitest: Runner = {
  words: ({ name, file, isBare }) => [
    ...['-t', escaped(name)],
    ...(isBare ? ['--coverage.enabled=false'] : []),
    ...file,
  ],
  chosen: /^(?:-t|--testNamePattern)(?:=|$)/u,
};
const mocha: Runner = {
  words: ({ name }) => ['--fgrep', name],
  chosen: /^(?:-g|--grep|-f|--fgrep)(?:=|$)/u,
};
const RUNNERS: ReadonlyMap<string, Runner> = new Map([
  ['jest', jest],
  ['vitest', vitest],
  ['mocha', mocha],
  ['_mocha', mocha],
  [
    'jasmine',
    { words: ({ name }: Wanted) => [`--filter=${escaped(name)}`], chosen: /^--filter(?:=|$)/u },
  ],
  [
    'ava',
    {
      // A star stands for any text there.
      words: ({ own }: Wanted) => (own.includes('*') ? null : ['--match', own]),
      chosen: /^(?:-m|--match)(?:=|$)/u,
    },
  ],
]);
const ofNode: Runner = {
  words: ({ own }) => [`--test-name-pattern=${escaped(own)}`],
  chosen: /^--test-name-pattern(?:=|$)/u,
};
/** Reports are written anew by each run, and what watches never ends. */
const REPORTS =
  /^(?:--coverage(?!(?:\.enabled)?=false$)|--outputFile|--reporters\b|--reporter-options?\b|-O$|--json$|--watch|-w$|--ui$|-u$|--update|--shard)/u;

/** @returns the words to start, or null where the runner is not known, or was told which tests to run */
export function commandAlone(
  argv: readonly string[],
  chosen: Chosen,
  scripts: Scripts,
): readonly string[] | null {
  const own = chosen.titles.at(-1);
  if (own === undefined || !isPlain(own)) return null;
  const name = chosen.titles.every(isPlain) ? chosen.titles.join(' ') : own;
  const script = scriptIn(argv);
  const text = script === null ? undefined : scripts[script];
  const isBare = ![...argv, ...(text ?? '').split(/\s+/u)].some((word) =>
    word.startsWith('--coverage'),
  );
  const wanted = { name, own, file: chosen.isFileNamed ? [] : [chosen.file], isBare };
  return text === undefined ? toldTo(argv, wanted) : withScript(argv, text, wanted, scripts);
}

/** The name of the script that a package manager is to run. */
function scriptIn([tool, second, third]: readonly string[]): string | null {
  if (tool === 'npm') {
    if (second === 'test' || second === 't') return 'test';
    return second === 'run' || second === 'run-script' ? (third ?? null) : null;
  }
  if (tool === 'yarn') return (second === 'run' ? third : second) ?? null;
  // Without `run` some versions keep options for themselves.
  return tool === 'pnpm' && second === 'run' ? (third ?? null) : null;
}

/** A shell would read more than words in the script, or in a title that it is handed. */
const OF_SHELL = /[|&;<>`$(){}!\\\n]/u;
const OF_QUOTES = /["'`$!%\\\n]/u;

/** Only where the script is one command, or one of its steps alone runs tests: what is added goes to its last one. */
function withScript(
  argv: readonly string[],
  script: string,
  wanted: Wanted,
  scripts: Scripts,
): readonly string[] | null {
  if (OF_QUOTES.test(wanted.name)) return null;
  const steps = script.split('&&');
  if (steps.length > 1 || scriptIn(wordsOf(script) ?? []) !== null)
    return argv.includes('--') ? null : withStep(steps, wanted, scripts);
  const plain = wordsOf(script);
  if (plain === null) return null;
  const found = runnerOf(plain);
  // Options of node would have to stand before the file.
  if (found === null || found.runner === ofNode || isChosen(found, argv)) return null;
  const start = argv[0] === 'npm' && !argv.includes('--') ? [...argv, '--'] : argv;
  const added = isChosen(found, plain) ? null : found.runner.words(wanted);
  return added === null ? null : [...start, ...added];
}

/** The words of a line that a shell would read as these words; null where it would read more. */
function wordsOf(line: string): readonly string[] | null {
  if (OF_SHELL.test(line)) return null;
  const words = line.split(/\s+/u).filter((word) => word !== '');
  const plain = words.map((word) => /^(['"]?)([^'"]*)\1$/u.exec(word)?.[2]);
  return plain.some((word) => word === undefined) ? null : (plain as string[]);
}

/**
 * `npm run lint && npm run build && npm run unit`: what stands before it has run by then, and what stands behind it did not. Where two
 * steps run tests, which of them had the test is not known.
 */
function withStep(
  steps: readonly string[],
  wanted: Wanted,
  scripts: Scripts,
): readonly string[] | null {
  const found: (readonly string[] | null)[] = [];
  for (const step of steps) {
    const words = wordsOf(step);
    const name = words === null ? null : scriptIn(words);
    const text = name === null ? undefined : scripts[name];
    if (words !== null && text !== undefined) {
      const told = withScript(words, text, wanted, withoutScript(scripts, name));
      if (told !== null || text.split('&&').some(mayTest)) found.push(told);
    } else if (mayTest(step)) {
      const added = words === null ? null : toldTo(words, wanted);
      // What an assignment before it means only a shell knows.
      const isPlainly = added !== null && !ASSIGNMENT.test(added[0] ?? '');
      found.push(isPlainly ? installed(added) : null);
    }
  }
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** A script that calls itself has no end. */
function withoutScript(scripts: Scripts, name: string | null): Scripts {
  return Object.fromEntries(Object.entries(scripts).filter(([key]) => key !== name));
}

/** Names of runners, known or not: a step that has one may have run the test. What checks files alone may name a folder of them. */
const MAY_TEST = /\b(?:jest|vitest|mocha|ava|jasmine|tape|tap|uvu|borp|karma|tests?|specs?)\b/u;
const CHECKS =
  /^(?:npx )?(?:eslint|prettier|tsc|vue-tsc|xo|standard|biome|oxlint|cspell|stylelint|markdownlint\S*|rimraf|del-cli|attw|tsd|tstyche|size-limit|publint)(?: |$)/u;

function mayTest(step: string): boolean {
  const line = step.trim();
  return MAY_TEST.test(line) && !CHECKS.test(line);
}

/** A script finds what is installed without more words. */
function installed(words: readonly string[]): readonly string[] {
  return words[0] === 'npx' || words[0] === 'node' ? words : ['npx', '--no-install', ...words];
}

function toldTo(words: readonly string[], wanted: Wanted): readonly string[] | null {
  const found = runnerOf(words);
  return found === null ? null : told(words, found, wanted);
}

interface Placed {
  readonly runner: Runner;
  /** Of node: its place. */
  readonly at: number;
}

function told(argv: readonly string[], found: Placed, wanted: Wanted): readonly string[] | null {
  const added = isChosen(found, argv) ? null : found.runner.words(wanted);
  if (added === null) return null;
  // The runner of Node takes what follows the first file as that program's own.
  if (found.runner === ofNode)
    return [...argv.slice(0, found.at + 1), ...added, ...argv.slice(found.at + 1)];
  return [...argv, ...added];
}

function isChosen({ runner }: Placed, words: readonly string[]): boolean {
  return words.some((word) => runner.chosen.test(word) || REPORTS.test(word));
}

const ASSIGNMENT = /^\w+=/u;
/** Options of node that take the next word. */
const TAKES_WORD = /^(?:-r|--require|--import|--loader|--experimental-loader|-C|--conditions)$/u;

/** The runner that the words start: `npx jest`, `cross-env CI=1 mocha`, `node node_modules/jest/bin/jest.js`, `node --test`. */
function runnerOf(words: readonly string[]): Placed | null {
  let at = 0;
  const skip = (pattern: RegExp): void => {
    while (pattern.test(words[at] ?? '')) at += 1;
  };
  skip(ASSIGNMENT);
  if (words[at] === 'cross-env') {
    at += 1;
    skip(ASSIGNMENT);
  }
  if (words[at] === 'npx') {
    at += 1;
    skip(/^(?:--no-install|--no|--yes|-y)$/u);
  } else if (words[at] === 'pnpm' || words[at] === 'yarn') at += words[at + 1] === 'exec' ? 2 : 1;
  const first = words[at] ?? '';
  if (basename(first) !== 'node') return placed(first, at);
  const node = at;
  let isTest = false;
  for (at += 1; words[at]?.startsWith('-') === true; at += 1) {
    isTest ||= words[at] === '--test';
    if (TAKES_WORD.test(words[at] ?? '')) at += 1;
  }
  if (isTest) return { runner: ofNode, at: node };
  const file = words[at] ?? '';
  return isInstalled(file) ? placed(file, at) : null;
}

/** A runner by its name alone, or from where packages lie. */
function placed(word: string, at: number): Placed | null {
  if (word.includes('/') && !isInstalled(word)) return null;
  const runner = RUNNERS.get(basename(word).replace(/\.[cm]?js$/u, ''));
  return runner === undefined ? null : { runner, at };
}

/** Neither an escape of the source, nor a part that is filled in for each row of a table. */
function isPlain(title: string): boolean {
  return !/\\|\$\{|%[a-z#$%]|\$\w/iu.test(title);
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/gu, '\\$&');
}
