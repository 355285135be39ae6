/**
 * Which names say that a value is secret: the words of a name are compared, not its letters, so that `authToken` is one and
 * `tokenizer` is not. One home, because the tool asks it of variables and the target of property names. Runs in the user's
 * program too: no method that a program may replace, and no regular expression.
 */
export type NameTest = (name: string) => boolean;

export const HIDDEN_WORD = '[redacted]';

const lowerCase = Function.prototype.call.bind(String.prototype.toLowerCase) as (
  text: string,
) => string;
const slice = Function.prototype.call.bind(String.prototype.slice) as (
  text: string,
  from: number,
  to?: number,
) => string;

/**
 * @param secrets  names such as `password` or `api_key`, in any spelling
 * @returns whether a run of whole words of a name spells one of them
 */
export function createNameTest(secrets: readonly string[]): NameTest {
  const wanted: string[] = [];
  for (let at = 0; at < secrets.length; at += 1) {
    const joined = join(wordsOf(secrets[at] as string), 0);
    if (joined !== '') wanted[wanted.length] = joined;
  }
  return (name) => {
    const words = wordsOf(name);
    for (let at = 0; at < wanted.length; at += 1) {
      for (let from = 0; from < words.length; from += 1)
        if (startsWithWords(words, from, wanted[at] as string)) return true;
    }
    return false;
  };
}

function startsWithWords(words: readonly string[], from: number, wanted: string): boolean {
  let joined = '';
  for (let at = from; at < words.length && joined.length < wanted.length; at += 1)
    joined += words[at] as string;
  return joined === wanted;
}

function join(words: readonly string[], from: number): string {
  let joined = '';
  for (let at = from; at < words.length; at += 1) joined += words[at] as string;
  return joined;
}

/** `userAPIKey_2` is user, api, key, 2. */
function wordsOf(name: string): readonly string[] {
  const words: string[] = [];
  let from = 0;
  let before = 0;
  for (let at = 0; at <= name.length; at += 1) {
    const kind = at < name.length ? kindOf(name[at] as string) : SEPARATOR;
    const starts =
      kind !== before &&
      // A capital begins a word; small letters after one go on with it.
      !(before === UPPER && kind === LOWER);
    const isAcronymEnd = before === UPPER && kind === LOWER && at - from > 1;
    if (starts || isAcronymEnd) {
      const end = isAcronymEnd ? at - 1 : at;
      if (before !== SEPARATOR && end > from)
        words[words.length] = lowerCase(slice(name, from, end));
      from = end;
    }
    before = kind;
  }
  return words;
}

const SEPARATOR = 0;
const LOWER = 1;
const UPPER = 2;
const DIGIT = 3;

function kindOf(unit: string): number {
  if (unit >= 'a' && unit <= 'z') return LOWER;
  if (unit >= 'A' && unit <= 'Z') return UPPER;
  if (unit >= '0' && unit <= '9') return DIGIT;
  return unit > '\x7f' ? LOWER : SEPARATOR;
}

/**
 * A command line without its secrets: `--password=…`, `--token …` and `API_KEY=…` lose what stands for the dots.
 * @param onHidden  told what that was
 */
export function hideSecretWords(
  argv: readonly string[],
  isSecret: NameTest,
  onHidden?: (secret: string) => void,
): readonly string[] {
  const kept: string[] = [];
  let isNextHidden = false;
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] as string;
    const equals = equalsIn(word);
    const isOption = word[0] === '-';
    kept[at] = word;
    if (equals > 0 && isSecret(slice(word, 0, equals))) {
      kept[at] = slice(word, 0, equals + 1) + HIDDEN_WORD;
      onHidden?.(slice(word, equals + 1));
    } else if (isNextHidden && !isOption) {
      kept[at] = HIDDEN_WORD;
      onHidden?.(word);
    }
    isNextHidden = isOption && equals < 0 && isSecret(word);
  }
  return kept;
}

function equalsIn(word: string): number {
  for (let at = 0; at < word.length; at += 1) if (word[at] === '=') return at;
  return -1;
}
