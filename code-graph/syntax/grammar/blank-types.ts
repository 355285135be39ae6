/**
 * Types blanked out with spaces, so that every offset stays what it was: of a whole file, or of some of its statements.
 */
import { syntaxErrors } from './compiler.ts';
import type { Compiled } from './compiler.ts';

/** @returns text of the same length without types, or null where that did not work out */
export function blankTypes(text: string, { compiler, source }: Compiled): string | null {
  try {
    const blanked = compiler.blankSourceFile(source, () => undefined);
    return blanked.length === text.length ? blanked : null;
  } catch {
    return null;
  }
}

/**
 * @param blanked   the text without types
 * @param isBroken  whether the grammar fails on the text of one statement
 * @returns the text with the types of those statements blanked that the grammar cannot read by themselves, and TypeScript can
 */
export function blankStatements(
  { text, blanked }: { readonly text: string; readonly blanked: string },
  compiled: Compiled,
  isBroken: (statement: string) => boolean,
): string {
  const { source } = compiled;
  const errors = syntaxErrors(compiled);
  const parts: string[] = [];
  let end = 0;
  for (const statement of source.statements) {
    const own = text.slice(statement.pos, statement.end);
    const isLast = statement === source.statements.at(-1);
    // A function that is cut off would be taken for a signature, and go without a word.
    const isWrong = errors.some((at) => at >= statement.pos && (at <= statement.end || isLast));
    const from = !isWrong && isBroken(own) ? blanked : text;
    parts.push(from.slice(end, statement.end));
    end = statement.end;
  }
  parts.push(text.slice(end));
  return parts.join('');
}
