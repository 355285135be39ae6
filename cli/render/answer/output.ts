/** An answer as what was asked for: text, Markdown or the document, whole or in at most so many tokens. */
import type { Answer, BriefAnswer } from '../../../protocol/answer.ts';
import type { RenderOptions } from '../options.ts';
import { renderAnswer } from './answer.ts';
import { fitAnswer } from './budget.ts';
import { renderMarkdown } from './markdown.ts';

export const ANSWER_FORMATS = ['text', 'markdown', 'json'] as const;
export type AnswerFormat = (typeof ANSWER_FORMATS)[number];

export interface OutputOptions extends RenderOptions {
  readonly format: AnswerFormat;
  /** Null: no limit but the screen. */
  readonly maxTokens: number | null;
  readonly linkBase: string;
  readonly textOf: (file: string) => string | null;
}

/** @returns what is to be printed, with a newline at its end */
export function formatAnswer(answer: Answer, options: OutputOptions): string {
  const { maxTokens } = options;
  if (maxTokens === null) return printer(options)(answer);
  // The tokens are the limit, not the screen.
  return fitAnswer(answer, maxTokens, printer({ ...options, isFull: true }));
}

function printer(options: OutputOptions): (answer: BriefAnswer) => string {
  switch (options.format) {
    case 'json':
      return (answer) =>
        options.maxTokens === null
          ? `${JSON.stringify(answer, null, 2)}\n`
          : `${JSON.stringify(answer)}\n`;
    case 'markdown':
      return (answer) => renderMarkdown(answer, options);
    case 'text':
      return (answer) => renderAnswer(answer, options);
  }
}
