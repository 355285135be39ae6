/** The answer that was given last, as a document: what tests judge where the command's own output must stay as it is. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { storedAnswers } from '../cli/answers.ts';
import type { Answer } from '../protocol/answer.ts';

/** @returns the newest answer of the project that a folder belongs to, or null */
export function givenAnswer(folder: string): Answer | null {
  let root = folder;
  while (!existsSync(join(root, '.scope/answers')) && dirname(root) !== root) root = dirname(root);
  for (const { answer } of storedAnswers(root)) return answer;
  return null;
}
