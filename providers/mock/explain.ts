/**
 * The deterministic planner's prose: the chain read aloud, hop by hop, each claim with the number of the hop that shows it.
 * It adds nothing that no hop says. A long chain keeps its ends, where the question and the cause are.
 */
import {
  BESIDE_CHAIN,
  MENTIONED,
  NAMED_BY_ERROR,
  inOneLine,
  shortened,
} from '../../protocol/answer.ts';
import type { ExplainInput, ExplainReply } from '../request.ts';

type Hop = ExplainInput['hops'][number];
type Goal = NonNullable<ExplainInput['goal']>;

/** Hops told from the start and from the end of a chain that is longer than both together. */
const TOLD_FIRST = 3;
const TOLD_LAST = 3;
const LONGEST_CODE = 80;
const NOTHING =
  'Nothing that was recorded answers the question: the watched code did not run, did not touch it, or what it reported was lost.';

interface Told {
  readonly hop: Hop;
  readonly number: number;
}

const place = (hop: Hop): string =>
  `${hop.file}:${hop.line}${hop.function === '' ? '' : ` in ${hop.function}`}`;

/** Without a subject the chain starts at the value of a failing assertion, at what an anomaly showed, or at what the question quotes. */
function subjectOf(goal: Goal | undefined): string {
  if (goal?.subject !== undefined) return goal.subject;
  return goal?.kind === 'failing-test' ? 'The value that the test looked at' : 'The value';
}

/** As it stands in the source, in quotes that it does not hold itself. */
function code(hop: Hop): string {
  const cut = shortened(inOneLine(hop.code), LONGEST_CODE);
  return cut.includes('`') ? `“${cut}”` : `\`${cut}\``;
}

/** A declaration is no statement that sets anything. */
const DECLARATION = /^(?:(?:export|default|async)\s+)*(?:function|class)\b/u;

const THROW = /^\s*throw\b/u;

/** Why a test failed that looked at no value, and what it hoped for where it did. */
const SAYS_ALL = /^(?:the test|the program) /u;
/** A place without a value: nothing was made there, and that is the point. */
const SAYS_ITSELF =
  /was not given$|was not used$|^took it away$|had its listeners run$|^registered a listener/u;
const EXPECTED = /expected|thrown|called/u;
/** Another value on the line is not that of what the engine missed. */
const NOTHING_THERE = /^(?:undefined|null)$/u;
const NAMED = `${NAMED_BY_ERROR}: `;

/** What such a question is about has no value: the reason is told as it is. */
const NOTHING_HAPPENED: ReadonlySet<Goal['kind']> = new Set([
  'not-happened',
  'not-ended',
  'loop-left',
]);
const WHOLE_SENTENCE = /^(?:what|it|its|the|this|nothing|never)\b/u;

function opening({ hop, number }: Told, goal: Goal | undefined): string {
  const at = `at ${place(hop)} (#${number})`;
  const subject = subjectOf(goal);
  if (hop.role === 'change' || hop.role === 'value' || hop.role === 'origin') {
    if (goal?.kind === 'throw' && goal.subject !== undefined)
      return `${subject} threw${hop.value === undefined ? '' : ` ${hop.value}`} ${at}: ${code(hop)}.`;
    const symptom = hop.why === 'what the question is about' ? '' : hop.why;
    if (SAYS_ALL.test(symptom))
      return `${symptom.slice(0, 1).toUpperCase()}${symptom.slice(1)} ${at}: ${code(hop)}.`;
    if (
      goal !== undefined &&
      goal.subject === undefined &&
      hop.value !== undefined &&
      THROW.test(hop.code)
    )
      return `${hop.value} was thrown ${at}: ${code(hop)}.`;
    if (symptom.startsWith(NAMED)) {
      const name = symptom.slice(NAMED.length);
      const value = NOTHING_THERE.test(hop.value ?? '') ? `, which was ${hop.value},` : '';
      return `The error names \`${name}\`${value} ${at}: ${code(hop)}.`;
    }
    const isEvent = goal?.kind === 'run';
    if (goal !== undefined && (isEvent || NOTHING_HAPPENED.has(goal.kind)) && symptom !== '')
      return WHOLE_SENTENCE.test(symptom)
        ? `${symptom.slice(0, 1).toUpperCase()}${symptom.slice(1)} ${at}: ${code(hop)}.`
        : `${code(hop)} ${symptom} ${at}.`;
    if (hop.value === undefined)
      return hop.role === 'change' && !DECLARATION.test(hop.code.trim())
        ? `${subject} was set ${at} by ${code(hop)}.`
        : `${subject} leads to ${code(hop)} ${at}.`;
    const before =
      hop.was === undefined || hop.was === hop.value ? '' : `, after being ${hop.was},`;
    const verb = before === '' ? 'was' : 'became';
    const told = `${subject} ${verb} ${hop.value}${before} ${at}: ${code(hop)}`;
    return EXPECTED.test(symptom) ? `${told}; ${symptom}.` : `${told}.`;
  }
  return sentence({ hop, number });
}

function sentence({ hop, number }: Told): string {
  const at = `at ${place(hop)} (#${number})`;
  const value = hop.value;
  if (hop.why.startsWith(BESIDE_CHAIN))
    return `Beside that, ${code(hop)} ${at} ${BESIDE_CHAIN}${value === undefined ? '' : ` (${value})`}.`;
  // It need not have led there.
  if (hop.why === MENTIONED)
    return `The question mentions ${code(hop)} ${at}${value === undefined ? '' : `, which was ${value}`}.`;
  if (value === undefined && SAYS_ITSELF.test(hop.why))
    return `On the way stands ${code(hop)} ${at}: ${hop.why}.`;
  switch (hop.role) {
    case 'change':
      return value === undefined
        ? `Before that, ${code(hop)} wrote it ${at}.`
        : `Before that, ${code(hop)} made ${value}${hop.was === undefined ? '' : ` of ${hop.was}`} ${at}.`;
    case 'control':
      return value === undefined
        ? `That ran because of ${code(hop)} ${at}.`
        : `That ran because ${code(hop)} was ${value} ${at}.`;
    case 'call':
      return value === undefined
        ? `It came through the call ${code(hop)} ${at}.`
        : `It came through the call ${code(hop)}, which gave ${value}, ${at}.`;
    case 'origin':
      return value === undefined
        ? `It starts with ${code(hop)} ${at}.`
        : `It starts with ${code(hop)}, which gave ${value}, ${at}.`;
    case 'frontier':
      return `There the evidence ends, ${at}${hop.why === '' ? '' : `: ${hop.why.replace(/\.$/u, '')}`}.`;
    default:
      return value === undefined
        ? `It was made from ${code(hop)} ${at}.`
        : `It was made from ${code(hop)}, which was ${value}, ${at}.`;
  }
}

function chainText(hops: readonly Hop[], goal: Goal | undefined): readonly string[] {
  const told = hops.map((hop, index) => ({ hop, number: index + 1 }));
  const [first, ...rest] = told;
  if (first === undefined) return [];
  if (told.length <= TOLD_FIRST + TOLD_LAST + 1)
    return [opening(first, goal), ...rest.map(sentence)];
  const between = told.length - TOLD_FIRST - TOLD_LAST;
  return [
    opening(first, goal),
    ...rest.slice(0, TOLD_FIRST - 1).map(sentence),
    `${between} more steps lead there (#${TOLD_FIRST + 1} to #${TOLD_FIRST + between}).`,
    ...rest.slice(-TOLD_LAST).map(sentence),
  ];
}

function closing({ verdict, hops, suspects }: ExplainInput): string {
  const suspect = suspects[0];
  const last = hops.at(-1);
  const elsewhere =
    suspect !== undefined &&
    !(last !== undefined && suspect.file === last.file && suspect.line === last.line);
  const look = elsewhere
    ? ` The likeliest place to look is ${suspect.file}:${suspect.line}${suspect.function === '' ? '' : ` in ${suspect.function}`}.`
    : '';
  if (verdict === 'open') return `The cause is not proved: the recording does not reach it.${look}`;
  return verdict === 'likely' ? `This is likely, not proved to its end.${look}` : look.trim();
}

/** Who writes x: the places, one after the other, each with how often. */
function writersText(hops: readonly Hop[], subject: string): readonly string[] {
  const places = hops.length === 1 ? 'one place' : `${hops.length} places`;
  const told = hops.slice(0, TOLD_FIRST + TOLD_LAST).map((hop, index) => {
    const value = hop.value === undefined ? '' : ` (last to ${hop.value})`;
    return `${place(hop)} ${hop.why.replace(/, last here$/u, '')}${value} (#${index + 1})`;
  });
  const more = hops.length - told.length;
  const rest = more > 0 ? `; ${more} more follow` : '';
  return [`${subject} is written in ${places}: ${told.join('; ')}${rest}.`];
}

export function explain(input: ExplainInput): ExplainReply {
  const { goal, hops, verdict } = input;
  if (goal?.kind === 'writers' && goal.subject !== undefined && hops.length > 0)
    return { paragraph: writersText(hops, subjectOf(goal)).join(' ') };
  const sentences = hops.length === 0 ? [NOTHING] : chainText(hops, goal);
  const isBare = hops.length === 0 && verdict === 'open';
  const parts = isBare ? sentences : [...sentences, closing(input)];
  return { paragraph: parts.filter((part) => part !== '').join(' ') };
}
