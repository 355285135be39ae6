/**
 * From the words of a question to the nodes of the graph: which functions, properties and variables it means. A name that is
 * written as code must exist; words only help to rank. What names nothing gets near matches, not a guess.
 */
import type { CodeGraph } from '../../code-graph/index.ts';
import { ScopeError } from '../../protocol/problem.ts';
import type { Goal } from '../../protocol/plan.ts';
import { escapeRegExp } from '../../query/target/subject/focus.ts';
import { declaredAs } from './imported.ts';
import { mainClause } from './literals.ts';
import type { Question } from './question.ts';

export interface Resolved {
  readonly goal: Goal;
  /** Ids of the functions that the question names or that write, read or hold the names it mentions; nearest first. */
  readonly functions: readonly {
    readonly id: string;
    readonly reason: string;
    readonly weight: number;
  }[];
  /** Names of the question as the code spells them. */
  readonly names: ReadonlySet<string>;
  /** Functions that the question points at, by their last name. */
  readonly calls?: ReadonlySet<string>;
  /** Of a question in plain words of which the code has none: these. What is answered then is why the command fails. */
  readonly unknown?: readonly string[];
}

const MOST_NEAR = 8;
const MOST_PER_NAME = 12;

/**
 * @returns the goal and the functions it starts from
 * @throws ScopeError `question-unresolved` with near matches where nothing in the code is meant
 */
export function resolveQuestion(asked: Question, graph: CodeGraph): Resolved {
  const question = withKind(
    withSubject(withoutForeign(withOwner(asked, graph), graph), graph),
    graph,
  );
  const subjectOf = (name: string): string => declaredName(name, graph) ?? name;
  const goal: Goal = {
    kind: question.kind,
    ...(question.subject === null ? {} : { subject: subjectOf(question.subject) }),
    ...(question.observed === null ? {} : { observed: question.observed }),
    ...(question.expected === null ? {} : { expected: question.expected }),
  };
  if (question.kind === 'failing-test') return { goal, functions: [], names: new Set() };
  const functions = new Map<string, { id: string; reason: string; weight: number }>();
  const names = new Set<string>();
  const spoken =
    question.subject === null
      ? question.words
      : [...question.subject.split(/[.#]|::/u), ...question.words];
  const subjectName = question.subject?.split(/[.#]|::/u).at(-1);
  // What was seen or hoped for names nothing, though some variable may be called so.
  const values = new Set([question.observed, question.expected]);
  let isKnownAtAll = false;
  for (const word of new Set(spoken)) {
    const spelled = spellings(word, graph);
    const isSubject = word === subjectName;
    for (const { functionId, name } of declaredElsewhere(word, graph)) {
      names.add(name ?? word);
      if (functionId !== null)
        functions.set(functionId, {
          ...{ id: functionId, reason: `is imported as ${word}`, weight: isSubject ? 9 : 3 },
        });
    }
    isKnownAtAll ||= spelled.length > 0;
    for (const name of spelled) {
      if (isSubject || !values.has(word)) names.add(name);
      for (const found of holdersOf(name, graph)) {
        const weight = (isSubject ? 3 : 1) * found.weight;
        const known = functions.get(found.id);
        if (known === undefined) functions.set(found.id, { ...found, weight });
        else known.weight += weight;
      }
    }
  }
  const isAbout = question.isPhrased || question.observed !== null || question.expected !== null;
  const isEvent =
    /^(?:not-happened|run)$/u.test(question.kind) && question.subject === question.event;
  // What calls of it gave is looked for where it is called.
  const isForeign = isOfLanguage(asked, graph);
  if (isForeign && question.subject !== null) names.add(question.subject);
  if (
    !isForeign &&
    !(isEvent && question.event !== null) &&
    ((names.size === 0 && !isKnownAtAll && (question.subject !== null || !isAbout)) ||
      (question.isExplicit &&
        subjectName !== undefined &&
        spellings(subjectName, graph).length === 0))
  ) {
    const unknown = question.subject === null ? question.words : [question.subject];
    if (
      question.isExplicit ||
      !(isInPlainWords(question, unknown) || isProse(question, names, graph))
    )
      throw unresolved(question, graph);
    const { subject: _subject, ...rest } = goal;
    const left = names.size > 0 ? rest : { kind: 'failing-test' as const };
    return { goal: left, functions: inOrder(functions), names, unknown };
  }
  return { goal, functions: inOrder(functions), names, calls: new Set(question.calls) };
}

function inOrder(
  functions: ReadonlyMap<string, Resolved['functions'][number]>,
): Resolved['functions'] {
  return [...functions.values()].sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1));
}

/** Of fewer words one is a name that is spelled wrong. */
const PROSE = 3;

/** It says so much that the words are the asker's own, and the code has no name much like the subject. */
function isProse(question: Question, names: ReadonlySet<string>, graph: CodeGraph): boolean {
  const { subject, words } = question;
  const isNear = subject !== null && graph.nearMatches(subject, 1).length > 0;
  return !isNear && (names.size > 0 || words.length >= PROSE);
}

/** `the list of columns`: what the code has a name for is meant. */
function withOwner(question: Question, graph: CodeGraph): Question {
  const { of, subject } = question;
  const isOpen = subject !== null && !/[.(]/u.test(subject) && !isKnown(subject, graph);
  return isOpen && of !== null && isKnown(of, graph) ? { ...question, subject: of } : question;
}

/** What is done to a function, whatever a question calls it. */
const DONE =
  '(?:call|invok|start|trigger|fir|execut|launch|schedul|emitt|notifi|deliver|dispatch|publish|flush|perform|reach|visit|enter|retri|tri|repeat|render)ed|run|sent|told|begun|shown';
const BEEN = '(?: (?:been|being|ever|getting|get|got))*';
const OFTEN =
  '(?:twice|again|more than once|repeatedly|(?:\\d+|two|three|four|several|many) times|so often|too often)';

/** `why is save never started`, `why is save sent twice`: of a function, and no value, it is that it did not run, or ran. */
function withKind(question: Question, graph: CodeGraph): Question {
  const { kind, subject, text, observed, expected } = question;
  const name = subject?.split(/[.#]|::/u).at(-1);
  if (name === undefined || (kind !== 'value' && kind !== 'not-value')) return question;
  if (observed !== null || expected !== null) return question;
  const isFunction = graph.findByName(name).some((node) => node.kind === 'function');
  if (!isFunction || graph.writersOf(name).length > 0) return question;
  const spelled = `${escapeRegExp(name)}(?:\\(\\))?`;
  const not = `(?:n't (?:the )?${spelled}|${spelled}(?: is| was)? (?:never|not))${BEEN} (?:${DONE})\\b`;
  if (new RegExp(not, 'iu').test(text)) return { ...question, kind: 'not-happened' };
  const often = `${spelled}${BEEN} (?:${DONE}) (?:\\w+ )?${OFTEN}\\b`;
  return new RegExp(often, 'iu').test(text) ? { ...question, kind: 'run' } : question;
}

const ARTICLES: ReadonlySet<string> = new Set([
  'the',
  'a',
  'an',
  'my',
  'this',
  'that',
  'each',
  'its',
]);

/** What follows a name, and is none with it: `the total wrong`, `the total of`. */
const AFTER_NAME =
  /^(?:not|never|no|wrong|null|undefined|nan|true|false|empty|missing|gone|broken|incorrect|in|of|on|at|for|from|to|is|are|was|were|so|too|still|always|an?|the|set|called|lost|different|after|before|when|while|if|and|or|chang\w*|return\w*|throw\w*)$/u;

/** `the last element`: an article and two words are no name that was mistyped. */
function isInPlainWords({ text }: Question, [first]: readonly string[]): boolean {
  const words = text.toLowerCase().split(/\s+/u);
  const at = first === undefined ? -1 : words.indexOf(first.toLowerCase());
  const next = words[at + 1] ?? '';
  return ARTICLES.has(words[at - 1] ?? '') && /^[a-z]+$/u.test(next) && !AFTER_NAME.test(next);
}

/** @returns the goal, without a subject that is only a word of the asker's, `the four field expression` */
export function knownGoal({ goal, names }: Resolved): Goal {
  const { subject, ...rest } = goal;
  const known = new Set([...names].map((name) => name.toLowerCase()));
  return subject?.split(/[.#]|::/u).some((name) => known.has(name.toLowerCase())) ? goal : rest;
}

/** What people call a value that the code has no name for. */
const UNNAMED = /^(?:outputs?|results?|answers?|outcome|responses?|messages?|text)$/iu;
/** What people call a program, or a part of it, whatever the code calls it. */
const PROGRAM =
  /^(?:process|program|script|command|app|application|server|service|node|nodejs|cli|tests?|suite|code|build|job|task|promise|await|loop|everything|nothing|anything|request|call)$/iu;
const LISTENER = /^(?:handlers?|listeners?|callbacks?|subscribers?|hooks?|events?)$/iu;

/**
 * A name that only occurs in the words may be one of the language (`push()`), and `the output` one of the asker's: the failure, or the
 * value, is what such a question is about.
 */
function withoutForeign(question: Question, graph: CodeGraph): Question {
  const { subject, isMention, isExplicit, observed, kind, event } = question;
  if (subject === null) return question;
  const isKnownName = spellings(subject, graph).length > 0;
  if (isOfLanguage(question, graph))
    return { ...question, subject: lastOf(subject), isExplicit: false, isMention: false };
  if (kind === 'not-ended' && !isKnownName && PROGRAM.test(subject))
    return { ...question, subject: null, isExplicit: false };
  if (
    (kind === 'not-happened' || kind === 'run') &&
    event !== null &&
    !isKnownName &&
    (LISTENER.test(subject) || subject === event)
  )
    return { ...question, subject: event, isExplicit: false };
  if (!isMention && (isExplicit || observed === null || !UNNAMED.test(subject))) return question;
  const known = subject.split(/[.#]|::/u).every((name) => spellings(name, graph).length > 0);
  return known ? question : { ...question, subject: null, isExplicit: false };
}

/** `JSON.stringify`, `Date`: the language or the platform has it. */
function isBuiltIn(subject: string): boolean {
  const [first = '', ...rest] = subject.split('.');
  return (
    rest.length <= 1 &&
    /^(?:[A-Z]|set|clear|fetch$|console$|process$)/u.test(first) &&
    first in globalThis
  );
}

function isOfLanguage({ subject }: Question, graph: CodeGraph): boolean {
  return subject !== null && isBuiltIn(subject) && spellings(subject, graph).length === 0;
}

const lastOf = (subject: string): string => subject.split('.').at(-1) ?? subject;

/** Where the words do not say what the subject is, but name only one thing of the code: in another language, or in a few words. */
function withSubject(question: Question, graph: CodeGraph): Question {
  if (question.subject !== null || question.kind === 'failing-test') return question;
  const { from, end } = mainClause(question.text);
  const said = question.text.slice(from, end);
  const known = question.words.filter((word) => said.includes(word) && isKnown(word, graph));
  const subject = question.isPhrased ? null : known.length === 1 ? known[0] : null;
  const { everyday } = question;
  if (subject != null) return { ...question, subject };
  return known.length === 0 && everyday !== null && isKnown(everyday, graph)
    ? { ...question, subject: everyday }
    : question;
}

/** The name itself where the code has it, else the same name in another case. */
function spellings(word: string, graph: CodeGraph): readonly string[] {
  if (isKnown(word, graph)) return [word];
  return graph.nearMatches(word, 4).filter((name) => name.toLowerCase() === word.toLowerCase());
}

function isKnown(name: string, graph: CodeGraph): boolean {
  return (
    graph.findByName(name).length > 0 ||
    graph.writersOf(name).length > 0 ||
    graph.readersOf(name).length > 0 ||
    graph.importsAs(name).length > 0
  );
}

/** What is imported under a name that the code declares nowhere. */
function declaredElsewhere(name: string, graph: CodeGraph): ReturnType<typeof declaredAs> {
  return graph.findByName(name).length > 0 ? [] : declaredAs(graph, name);
}

/** @returns what the declaration calls it; null where that is not known, and where several files mean different things by it */
function declaredName(subject: string, graph: CodeGraph): string | null {
  const declared = declaredElsewhere(subject, graph);
  return declared.length === 1 ? (declared[0]?.name ?? null) : null;
}

interface Holder {
  readonly id: string;
  readonly reason: string;
  readonly weight: number;
}

function holdersOf(name: string, graph: CodeGraph): readonly Holder[] {
  const own = graph
    .findByName(name)
    .flatMap((node) =>
      node.kind === 'function' ? [{ id: node.id, reason: `is ${name}`, weight: 3 }] : [],
    );
  const writers = graph
    .writersOf(name)
    .map(({ fn }) => ({ id: fn, reason: `writes ${name}`, weight: 2 }));
  const readers = graph
    .readersOf(name)
    .map(({ fn }) => ({ id: fn, reason: `reads ${name}`, weight: 1 }));
  return [...own, ...writers.slice(0, MOST_PER_NAME), ...readers.slice(0, MOST_PER_NAME)];
}

function unresolved(question: Question, graph: CodeGraph): ScopeError {
  const wanted = question.subject ?? question.words.join(' ');
  const last = question.subject?.split(/[.#]|::/u).at(-1) ?? question.words[0] ?? '';
  const near = last === '' ? [] : graph.nearMatches(last, MOST_NEAR);
  return new ScopeError(
    'question-unresolved',
    wanted === ''
      ? 'the question names nothing of the program; name a variable, a property or a function'
      : `nothing in this project is called ${wanted}`,
    {
      problems: near.map((name) => ({
        message: describe(name, graph),
        severity: 'warning' as const,
        where: 'near match',
      })),
    },
  );
}

/** `total: property, written in src/order.ts:12` */
function describe(name: string, graph: CodeGraph): string {
  const node = graph.findByName(name)[0];
  const write = graph.writersOf(name)[0] ?? graph.readersOf(name)[0];
  const kind = node?.kind ?? 'name';
  if (node !== undefined && 'file' in node) return `${name} (${kind}, ${node.file})`;
  return write === undefined
    ? `${name} (${kind})`
    : `${name} (${kind}, ${write.file}:${write.line})`;
}
