/**
 * A question in plain words, read by rules: which kind of question it is, which name of the program it is about, and which
 * literal values it quotes. Deterministic and offline; a model is not needed to understand the question kinds.
 */
import type { Goal } from '../../protocol/plan.ts';
import { escapeRegExp } from '../../query/target/subject/focus.ts';
import { ORDINALS } from '../../query/target/subject/ordinal.ts';
import { literalsOf, splitLiterals, withoutArguments } from './literals.ts';

export interface Question {
  readonly text: string;
  readonly kind: Goal['kind'];
  /** The name in the slot of the question (`order.total`, `applyDiscount()`), or null where the words leave it open. */
  readonly subject: string | null;
  /** The subject was written as code (dotted, called, quoted in backticks, camelCase), so it must exist. */
  readonly isExplicit: boolean;
  /** The words do not single the subject out: it is a name that occurs in them, `pop` of "after pop() and push()". */
  readonly isMention: boolean;
  /** The word in the slot where it is an everyday word: a name only where the code has it and nothing else is named. */
  readonly everyday: string | null;
  /** Of `the list of columns` the second name; null where the subject stands alone. */
  readonly of: string | null;
  /** A rule of the language knew the question; else only its names and literals are understood. */
  readonly isPhrased: boolean;
  /** Literals quoted as observed, and as expected, in the order of the text; source text without quotes. */
  readonly observed: string | null;
  readonly expected: string | null;
  /** Names written as calls, `exclude()`: the functions that the question points at. */
  readonly calls: readonly string[];
  /** The event that the question names, `the handler for "data"`, `the 'end' event`; null where it names none. */
  readonly event: string | null;
  /** Every word that may be a name in the code. */
  readonly words: readonly string[];
}

const NAME =
  '[`\'"]?([\\p{ID_Start}_$][\\p{ID_Continue}$]*(?:(?:\\.|#|::)[\\p{ID_Continue}$]+|\\[\\w+\\])*(?:\\([^)]*\\))?)(?![\\p{ID_Continue}$]|-\\p{ID_Start})[`\'"]?';

/** `the second call of`: which of several is meant. */
const NTH = `(?:(?:${ORDINALS.join('|')}|last|\\d+(?:st|nd|rd|th)) (?!(?:wrong|undefined|null|nan|missing|empty|not|never|so|always|still|too)\\b)(?:(?:call|run) (?:of|to) )?)?`;
const THE = `(?:the |my |an? )?${NTH}`;
/** What a function is called beside its name. */
const NOUN = '(?: (?:callback|handler|hook|listener|function|method|getter|setter|effect|event))?';

interface Rule {
  readonly kind: Goal['kind'];
  readonly pattern: RegExp;
}

const rule = (kind: Goal['kind'], pattern: string): Rule => ({
  kind,
  pattern: new RegExp(pattern, 'iu'),
});

const DOES = '(?:does|did|do|will|would|can)';
/** The end of the question, or of what it says of its subject. */
const TAIL =
  '(?=\\s*[?.!]*$|\\s+(?:after|when|while|if|until|before|although|any ?more|on its own|by itself|at all|in time)\\b)';
/** What a promise, a function or a program does that comes to its end. */
const END =
  '(?:resolve|settle|fulfill?|finish|complete|end|terminate|exit|stop|quit|come back|get done|shut ?down)';
const ENDED = '(?:resolved|settled|fulfilled|finished|completed|ended|terminated|stopped|done)';
const HANG =
  '(?:hang|freeze|stall|block|deadlock|time out|(?:run|wait|loop|spin|recurse)(?: forever| for ever| endlessly| infinitely| indefinitely)|keep (?:running|waiting|looping|spinning))';
const HANGING =
  '(?:hanging|stalled|deadlocked|stuck|timing out|(?:an )?(?:infinite|endless) (?:loop|recursion))';
const LEFT = '(?:stop|end|finish|exit|break|terminat|leav|quit|bail|give)\\w*';
/** What a user calls the command. */
const COMMAND = '(?:process|program|script|command|it|node|npm|cli|app|tests?)';

/** First match wins; group 1 is the subject where the rule has one. */
const RULES: readonly Rule[] = [
  rule('failing-test', '^\\s*$|why (?:did|does|is|do) (?:this|the|my|these) tests? fail'),
  rule(
    'failing-test',
    `why (?:does|did|do) (?:the |my |this )?${COMMAND} (?:always |still )?exit(?: with)?(?: an?| the)?(?: exit| error)?(?: code| status)?(?: of)? (?:[1-9]\\d*|non-?zero)`,
  ),
  rule(
    'failing-test',
    `why (?:is|was) (?:the |its |my )?(?:${COMMAND} )?exit (?:code|status)(?: of (?:the |my )?${COMMAND})? (?:[1-9]\\d*|non-?zero|not (?:0|zero))\\b`,
  ),
  rule(
    'loop-left',
    `why (?:does|did|do|is|was) (?:the |this |my |that )?(?:[\\w-]+ )?loop(?: \\w+){0,3}? (?:in|of|inside|within) (?:the )?${NAME}[^?]{0,40}? ${LEFT}`,
  ),
  rule(
    'not-ended',
    `why ${DOES} ${THE}${NAME}(?: \\w+ly)? (?:(?:not|never)(?: ever)? ${END}|never return)${TAIL}`,
  ),
  rule('not-ended', `why ${DOES}n't ${THE}${NAME} (?:ever )?${END}${TAIL}`),
  rule(
    'not-ended',
    `why (?:is|was|are|were|has|have) ${THE}${NAME} never (?:been )?${ENDED}${TAIL}`,
  ),
  rule('not-ended', `why ${DOES} ${THE}${NAME}(?: \\w+ly| just| always| still)? ${HANG}${TAIL}`),
  rule(
    'not-ended',
    `why (?:is|was) ${THE}${NAME}(?: \\w+ly| just| always| still)? ${HANGING}${TAIL}`,
  ),
  rule(
    'not-happened',
    `why (?:does|did|do|is|was|has)(?:n't| not)? ${THE}${NAME}[^?]{0,80}? (?:not|never) (?:get |got |being |been )?(?:throw|run|called|call|execute|fire|emit|happen|return|change|invoke|trigger|reach|notif)`,
  ),
  rule(
    'not-happened',
    `why (?:does|did|is|was)n't ${THE}${NAME}[^?]{0,60}? (?:get )?(?:throw|run|called|call|execute|fire|emit|happen|change|invoke|trigger|reach|notif)`,
  ),
  rule('throw', `why (?:does|did|do) ${NAME}(?: \\w+){0,6}? (?:throw|fail|crash|reject)`),
  rule('throw', `(?:where|what) (?:does|did) ${NAME} throw`),
  rule(
    'run',
    `why (?:does|did|do|was|is|are|were) ${THE}${NAME}${NOUN}(?: (?:still|even|ever|already|again|always|only|just))? (?:get |got |being )?(?:run|called|executed?|fired?|invoked?|triggered)`,
  ),
  rule(
    'run',
    `why (?:does|did|is|was|are|were) (?:the )?(handler|listener|callback|subscriber|hook)s? (?:for|of|on|to) [^?]{0,60}? (?:called|run|executed|fired|invoked|triggered)`,
  ),
  rule(
    'change',
    `(?:why|when|where|how) (?:does|did|do|has|is|was) ${THE}${NAME} (?:get )?(?:change|changed|changing|mutated?|modified|overwritten)`,
  ),
  rule(
    'writers',
    `(?:who|what|which \\w+) (?:writes?|sets?|changes?|modif(?:y|ies)|assigns?|overwrites?)(?: to)? (?:the )?${NAME}`,
  ),
  rule('origin', `where (?:does|did|do) (?:the )?(?:value of )?${NAME}(?: \\w+)? come from`),
  rule('not-value', `why (?:is|was|are|were|does|did|do)n't ${THE}${NAME} `),
  rule('not-value', `why (?:is|was|are|were|does|did|do) ${THE}${NAME} not `),
  rule(
    'value',
    `why (?:does|did|do) ${THE}${NAME} (?:return|become|equal|give|contain|have|be|turn)`,
  ),
  rule('value', `why (?:is|was|are|were) ${THE}${NAME}`),
];

const STOP = new Set(
  'why does do did is was are were the a an of in on at to for from with after before when where what which who not never no and or but my this that these those its it get gets be been being has have had instead into by than then so if as change changed changes throw throws thrown return returns returned fail fails failed test tests run runs called call value values come comes set sets write writes become becomes wrong still although though here there i we you can cannot should would could will only same other unchanged too many much most more less same'.split(
    ' ',
  ),
);

/** @returns what the question asks; every text has some reading */
export function readQuestion(text: string): Question {
  const trimmed = text.trim();
  const matched = RULES.map(({ kind, pattern }) => ({ kind, match: pattern.exec(trimmed) })).find(
    ({ match }) => match !== null,
  );
  const kind = matched?.kind ?? 'value';
  const slot = slotOf(matched?.match ?? null);
  const code = codeNames(trimmed);
  const isStop = slot !== null && STOP.has(slot.toLowerCase());
  const subject = slot === null || isStop ? (code[0] ?? null) : slot;
  const event = eventOf(trimmed);
  // The name of an event is no value that something has.
  const literals = literalsOf(withoutArguments(trimmed)).filter(
    ({ text }) => !/^(?:not-happened|run)$/u.test(kind) || text !== event,
  );
  const isNegated = /\binstead of\b|\bnot\b|n't\b/iu.test(trimmed);
  return {
    text: trimmed,
    kind,
    subject: subject === null ? null : subject.replace(/\(.*\)$/u, ''),
    isMention: subject !== null && subject !== slot,
    everyday: isStop && subject === null ? slot : null,
    of: slot === null ? null : ofWhat(trimmed, slot),
    isPhrased: matched !== undefined,
    isExplicit: subject !== null && (code.includes(subject) || /[.(]/u.test(subject)),
    ...splitLiterals(literals, isNegated, trimmed),
    event,
    calls: [...trimmed.matchAll(/([A-Za-z_$][\w$]*)\(/gu)].map((match) => match[1] ?? ''),
    words: wordsOf(trimmed).filter((word) => word === slot || !isVerbOf(kind, word)),
  };
}

const VERB = new RegExp(
  `^(?:${END}|${ENDED}|${HANG}|${HANGING}|${LEFT}|loops?|forever|returns?)$`,
  'iu',
);

/** Of `why does ready never resolve` the verb is none of the names that the question mentions. */
function isVerbOf(kind: Goal['kind'], word: string): boolean {
  return (kind === 'not-ended' || kind === 'loop-left') && VERB.test(word);
}

const LISTENER = '(?:handler|listener|callback|subscriber|hook|event|signal|message)s?';
const EVENT = new RegExp(
  `(?:${LISTENER} (?:for |of |on |called |named )?(?:the )?["'\`]([^"'\`]+)["'\`])|(?:["'\`]([^"'\`]+)["'\`] ${LISTENER})|(?:on\\(["'\`]([^"'\`]+)["'\`])`,
  'iu',
);

function eventOf(text: string): string | null {
  const match = EVENT.exec(text);
  return match?.[1] ?? match?.[2] ?? match?.[3] ?? null;
}

/** `the list of columns`, `the value of the first page`: what it is of. */
function ofWhat(text: string, slot: string): string | null {
  const spelled = escapeRegExp(slot);
  const of = `(?<![\\p{L}\\d_$.])${spelled} of (?:(?:the|my|an?|each|all|every) )?${NAME}`;
  return new RegExp(of, 'iu').exec(text)?.[1] ?? null;
}

/** The name in the slot of a rule; the beginning of a quoted text that goes on is none. */
function slotOf(match: RegExpExecArray | null): string | null {
  const name = match?.[1];
  if (match === null || name === undefined) return null;
  const at = match.index + match[0].lastIndexOf(name);
  const [before, after] = [match.input[at - 1] ?? '', match.input[at + name.length]];
  return /["'`]/u.test(before) && after !== before ? null : name;
}

/** Names that are written as code: in backticks, dotted, called, or in camelCase. */
function codeNames(text: string): readonly string[] {
  const plain = text.replace(/(["'])(?:\\.|(?!\1).)*\1/gu, ' ');
  const found =
    plain.match(
      /`[^`]+`|[A-Za-z_$][\w$]*(?:\.[\w$]+)+(?:\(\))?|[A-Za-z_$][\w$]*\([^)]*\)|\b[a-z$_]+[A-Z][\w$]*/gu,
    ) ?? [];
  return found.map((name) => name.replaceAll('`', '').replace(/\(.*\)$/u, ''));
}

function wordsOf(text: string): readonly string[] {
  const words = text.match(/[\p{ID_Start}_$][\p{ID_Continue}$]*/gu) ?? [];
  return [...new Set(words.filter((word) => word.length > 1 && !STOP.has(word.toLowerCase())))];
}
