/**
 * New syntax that the grammars do not know, replaced by old syntax of the same shape and length before the parse. Only
 * the tree changes: positions and the text that people see stay those of the source.
 */

/** Without a line break, which would make a name of `using`. */
const USING =
  /\b(await([^\S\r\n]+))?using([^\S\r\n]+[\p{ID_Start}$_][\p{ID_Continue}$]*\s*(?:=(?!=)|of\b))/gu;
const ACCESSOR = /\baccessor(\s+#?[\p{ID_Start}$_][\p{ID_Continue}$]*\s*[=;:])/gu;

/** In the head of a `for` the grammar takes `let [` for an element of a variable called `let`. */
const LET_PATTERN = /\b(for\s*(?:await\s*)?\(\s*)let(?=\s*\[)/gu;

/** In front of a comment the grammar takes it for a variable of that name. */
const LET_COMMENT = /\blet(?=\s*\/[/*])/gu;

/** @returns text of the same length: `using x =` as `const x =`, `accessor x =` as a plain field, `for (let [` as `for (var [`; other `using`s as a name */
export function rewriteSyntax(text: string): string {
  let result = text;
  if (text.includes('using')) {
    result = result.replace(
      USING,
      (all: string, awaited: string | undefined, space: string | undefined, rest: string) =>
        // The statement starts where it starts: at `await`, where there is one.
        `const${awaited === undefined ? '' : `${space ?? ''}     `}${rest}`.padStart(all.length),
    );
    // The grammar of TypeScript takes the word for a keyword wherever it stands; the rest are names.
    result = result.replace(/\busing\b/gu, 'usin_');
  }
  if (text.includes('accessor')) {
    result = result.replace(ACCESSOR, (_, rest: string) => `        ${rest}`);
  }
  if (text.includes('for')) result = result.replace(LET_PATTERN, '$1var');
  if (text.includes('let')) result = result.replace(LET_COMMENT, 'var');
  return result;
}
