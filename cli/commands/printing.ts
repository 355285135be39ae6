/** Prints an answer in the form that was asked for, and keeps it, so that its hops can be looked at later. */
import { dirname, join, relative } from 'node:path';
import { readRunFiles } from '../../capture/recording-run.ts';
import type { Answer } from '../../protocol/answer.ts';
import { indexSources } from '../../query/source-index.ts';
import type { SourceIndex } from '../../query/source-index.ts';
import { storeAnswer } from '../answers.ts';
import type { Io } from '../io.ts';
import { formatAnswer } from '../render/answer/output.ts';
import { renderOptions } from '../render/options.ts';
import type { PrintingOptions } from './planning.ts';

export interface Given {
  readonly root: string;
  readonly answer: Answer;
  readonly options: PrintingOptions;
}

/** Keeps the answer and prints it. */
export function giveAnswer(io: Io, given: Given): void {
  try {
    storeAnswer(given.root, given.answer);
  } catch (error) {
    io.err.write(`scope: the answer could not be kept (${(error as Error).message})\n`);
  }
  printAnswer(io, given);
}

export function printAnswer(io: Io, { root, answer, options }: Given): void {
  const { format, maxTokens, linkBase } = options;
  io.out.write(
    formatAnswer(answer, {
      ...renderOptions(io, options),
      ...{ format, maxTokens },
      linkBase: linkBaseOf(linkBase ?? hostedBase(io.env, root)),
      textOf: textReader(root, answer),
    }),
  );
}

/** @returns a reader of the texts that ran, as the recording of the answer keeps them; opened when it is first asked */
export function textReader(
  root: string,
  { recordings }: Pick<Answer, 'recordings'>,
): (file: string) => string | null {
  let sources: SourceIndex | null = null;
  return (file) => {
    const folder = recordings.at(-1);
    if (folder === undefined) return null;
    if (sources === null) {
      const run = readRunFiles(dirname(join(root, folder)));
      sources = indexSources(run.sources, run.sites, run.maps);
    }
    return sources.file(file)?.text ?? null;
  };
}

function linkBaseOf(base: string): string {
  return base === '' || base.endsWith('/') ? base : `${base}/`;
}

/** On GitHub's runners: the files of the commit that is checked; elsewhere links are relative to the project. */
function hostedBase(env: Io['env'], root: string): string {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_SHA, GITHUB_WORKSPACE } = env;
  if (GITHUB_SERVER_URL === undefined || GITHUB_REPOSITORY === undefined) return '';
  if (GITHUB_SHA === undefined) return '';
  const below = GITHUB_WORKSPACE === undefined ? '' : relative(GITHUB_WORKSPACE, root);
  const folder = below === '' || below.startsWith('..') ? '' : `${below.replaceAll('\\', '/')}/`;
  return `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/blob/${GITHUB_SHA}/${folder}`;
}
