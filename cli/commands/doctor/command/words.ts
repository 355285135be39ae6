/**
 * The words of a shell command line as `package.json` scripts have them: enough of a shell to see which programs a script starts.
 * Nothing is run or expanded; what would need that (`$(...)`, variables) stays in its word as it is written.
 */

/** One program with its arguments, and the variables that are set for it. */
export interface SimpleCommand {
  readonly env: Readonly<Record<string, string>>;
  readonly argv: readonly string[];
}

type Token = { readonly word: string } | { readonly operator: string };

/** @returns the programs that the line starts, in its order; redirections are left out */
export function splitCommands(line: string): readonly SimpleCommand[] {
  const commands: SimpleCommand[] = [];
  let words: string[] = [];
  const close = (): void => {
    if (words.length > 0) commands.push(commandOf(words));
    words = [];
  };
  let isTarget = false;
  for (const token of tokensOf(line)) {
    if ('operator' in token) {
      isTarget = /[<>]/u.test(token.operator);
      if (!isTarget) close();
    } else if (isTarget) isTarget = false;
    else words.push(token.word);
  }
  close();
  return commands;
}

/** Variables in front of a program are its environment. */
export function commandOf(words: readonly string[]): SimpleCommand {
  const env: Record<string, string> = {};
  let at = 0;
  for (; at < words.length; at += 1) {
    const set = /^([A-Za-z_]\w*)=([\s\S]*)$/u.exec(words[at] as string);
    if (set === null) break;
    env[set[1] as string] = set[2] as string;
  }
  return { env, argv: words.slice(at) };
}

const OPERATOR = /^(?:&&|\|\||;;|\d*>>?&?\d*|\d*<<?|[|;&()\n])/u;

function* tokensOf(line: string): Generator<Token> {
  let word: string | null = null;
  for (let at = 0; at < line.length;) {
    const rest = line.slice(at);
    const operator = OPERATOR.exec(rest)?.[0];
    const char = rest[0] as string;
    if (operator !== undefined && (word === null || !/^\d/u.test(operator))) {
      if (word !== null) yield { word };
      word = null;
      yield { operator };
      at += operator.length;
    } else if (/\s/u.test(char)) {
      if (word !== null) yield { word };
      word = null;
      at += 1;
    } else {
      const [text, length] = pieceOf(rest);
      word = (word ?? '') + text;
      at += length;
    }
  }
  if (word !== null) yield { word };
}

/** A quoted part, an escaped character or a plain one. @returns its text and how long it is in the line */
function pieceOf(rest: string): readonly [string, number] {
  const char = rest[0] as string;
  if (char === '\\' && rest.length > 1) return [rest[1] as string, 2];
  if (char !== '"' && char !== "'") return [char, 1];
  const end = char === "'" ? rest.indexOf("'", 1) : /(?<!\\)"/u.exec(rest.slice(1))?.index;
  const close = end === undefined || end < 0 ? rest.length : char === '"' ? end + 1 : end;
  const inside = rest.slice(1, close);
  return [char === '"' ? inside.replaceAll(/\\(["\\$`])/gu, '$1') : inside, close + 1];
}
