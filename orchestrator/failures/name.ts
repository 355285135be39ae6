/** What a failing test is called, as far as the source says it: the texts given to the runner, from the outermost suite inwards. */
import type { SyntaxNode } from '../../code-graph/index.ts';
import { shortened } from '../../protocol/answer.ts';
import { argumentsOf } from '../../query/provenance/call.ts';
import type { Context } from '../../query/provenance/point.ts';
import type { SourceFile } from '../../query/source-index.ts';
import type { Failure } from '../../query/target/failure.ts';
import type { Frame } from '../../query/timeline.ts';

const LONGEST = 120;
const BETWEEN = ' › ';

/** @returns the name; that of the function and its line where no text was given */
export function nameOfTest(context: Context, failure: Failure): string {
  const { root } = failure;
  const source = context.sources.file(root.site.file);
  const fn = source?.scopes.nodeById(root.site.node) ?? null;
  if (source === null || fn === null) return root.site.node;
  const name = titlesOf(context, failure).join(BETWEEN);
  if (name === '')
    return `${source.scopes.functionAt(fn)?.name ?? ''} (${source.path}:${source.lineAt(fn.start)})`;
  return shortened(name, LONGEST);
}

/**
 * @returns the texts around the activation that failed, as the source spells them, or, where an event loop called that, around what
 *   threw; none where none was given
 */
export function titlesOf(context: Context, { root, frame }: Failure): readonly string[] {
  const around = titlesAround(context, root);
  return around.length > 0 || frame === root ? around : titlesAround(context, frame);
}

/** @returns true where the runner was told that the test fails: it is none that failed */
export function isMeantToFail(context: Context, { root }: Failure): boolean {
  return givenAround(context, root).some(
    ({ callee, options }) => MEANT.test(callee) || MEANT_BY_OPTION.test(options),
  );
}

const MEANT = /^[\w$]+(?:\.[\w$]+)*?\.(?:fails|failing|todo)\b/u;
const MEANT_BY_OPTION = /^\{[^}]*\b(?:fails|todo|expectFailure)\s*:\s*(?:true\b|['"`])/u;

function titlesAround(context: Context, { site }: Frame): readonly string[] {
  const given = givenAround(context, { site });
  // Within a test a text stands before a function elsewhere too: `app.get('/', …)`.
  const known = given.filter(({ callee }) => TESTS.test(callee));
  const titles = known.length > 0 ? known : given.filter(({ callee }) => !LISTENS.test(callee));
  return titles.map(({ text }) => text);
}

/** From the outermost suite inwards. */
function givenAround(context: Context, { site }: Pick<Frame, 'site'>): readonly Title[] {
  const source = context.sources.file(site.file);
  const given: Title[] = [];
  let node = source?.scopes.nodeById(site.node) ?? null;
  for (; source !== null && node !== null; node = node.parent) {
    const title = node.type === 'call_expression' ? titleOf(source, node) : null;
    if (title !== null) given.unshift(title);
  }
  return given;
}

/** A text in front of a function that is handed over, and what both are given to. */
interface Title {
  readonly text: string;
  readonly callee: string;
  /** The literal beside them; empty where there is none. */
  readonly options: string;
}

/** What runners call suites and tests: the start of a callee. */
export const TESTS =
  /^(?:describe|context|suite|it|test|specify|[fx](?:describe|context|it|test|specify))\b/u;
const LISTENS = /(?:^|\.)(?:on|once|off|\w*(?:Once)?Listener)$/u;

function titleOf(source: SourceFile, call: SyntaxNode): Title | null {
  const [first] = argumentsOf(call);
  if (first === undefined || !/^(?:string|template_string)$/u.test(first.type)) return null;
  if (!argumentsOf(call).some(({ type }) => /function/u.test(type))) return null;
  const callee = call.children[0];
  const options = argumentsOf(call).find(({ type }) => type === 'object');
  return {
    text: source.text.slice(first.start + 1, first.end - 1).replaceAll(/\s+/gu, ' '),
    callee: callee === undefined ? '' : source.text.slice(callee.start, callee.end),
    options: options === undefined ? '' : source.text.slice(options.start, options.end),
  };
}
