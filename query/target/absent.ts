/**
 * Why something did not happen: the calls in the recorded sources that would have made it happen, and for each the nearest condition
 * that turned away from it; where the function around the call never ran, why that one did not, and so on outwards.
 * @see Ko and Myers, Finding causes of program output with the Java Whyline, CHI 2009
 */
import { walkSyntax } from '../../code-graph/index.ts';
import type { FunctionInfo, SyntaxNode } from '../../code-graph/index.ts';
import { simpleName } from '../../protocol/ids.ts';
import { calleeName } from '../provenance/call.ts';
import type { Context, Dependence } from '../provenance/point.ts';
import { framesOf } from '../provenance/potential/missing.ts';
import { turnedAway } from '../provenance/potential/untaken.ts';
import type { Target } from '../provenance/slice.ts';
import type { SourceFile } from '../source-index.ts';
import type { Frame } from '../timeline.ts';
import { calledAs, callsTaking } from './taken.ts';

const MOST_CALLS = 24;
const MOST_FRAMES = 4;
const DEEPEST = 5;
/** What each function further out adds. */
const PER_CALLER = 0.5;

/**
 * @param meant which of the activations of a function that would call it count
 * @returns the conditions that kept the function from being called, nearest first; none where no recorded code would call it
 */
export function absentCalls(
  context: Context,
  name: string,
  meant: (all: readonly Frame[]) => readonly Frame[] = (all) => all,
): readonly Target[] {
  const found: Target[] = [];
  const asked = new Set<SyntaxNode>();
  let calls = callsOf(context, name);
  for (let depth = 0; depth < DEEPEST && calls.length > 0; depth += 1) {
    const further: Calling[] = [];
    for (const { source, call } of calls.filter((one) => !asked.has(one.call))) {
      asked.add(call);
      const fn = source.scopes.functionOf(call);
      const frames = framesOf(context, fn.id);
      if (frames.length === 0) further.push(...waysInto(context, source, fn));
      for (const frame of meant(frames).slice(-MOST_FRAMES)) {
        const span = { frame, after: frame.start.seq, before: frame.endSeq ?? Infinity };
        const what = `${calleeName(source, call)} from being called`;
        const steps = turnedAway(context, source, call, span, what);
        found.push(...steps.map((step) => targetOf(step, depth)));
      }
    }
    calls = further;
  }
  return found;
}

export interface Calling {
  readonly source: SourceFile;
  readonly call: SyntaxNode;
}

/** The calls that take the function, and those of its name. */
function waysInto(context: Context, source: SourceFile, fn: FunctionInfo): readonly Calling[] {
  const taken = callsTaking(source, fn.node).map((call) => ({ source, call }));
  const name = calledAs(source, fn);
  return name === null ? taken : [...taken, ...callsOf(context, name)];
}

const MOST_ACTIVATIONS = 60;
const DEEPEST_THROW = 3;

/**
 * @param meant which of its activations count
 * @returns the conditions that kept the function, and what it called, from throwing; none where no recorded code would throw
 */
export function absentThrowsOf(
  context: Context,
  name: string,
  meant: (all: readonly Frame[]) => readonly Frame[],
): readonly Target[] {
  const frames = context.timeline.frames.filter((frame) => simpleName(frame.site.node) === name);
  return absentThrowsIn(context, meant(frames).slice(-MOST_FRAMES), name);
}

/** @returns the same for activations that should have thrown */
export function absentThrowsIn(
  context: Context,
  frames: readonly Frame[],
  name = 'it',
): readonly Target[] {
  const found: Target[] = [];
  let level = frames;
  let seen = 0;
  for (let depth = 0; depth <= DEEPEST_THROW && seen < MOST_ACTIVATIONS; depth += 1) {
    for (const frame of level.slice(0, MOST_ACTIVATIONS - seen)) {
      seen += 1;
      const source = context.sources.file(frame.site.file);
      if (source === null) continue;
      const span = { frame, after: frame.start.seq, before: frame.endSeq ?? Infinity };
      for (const statement of throwsOf(source, frame)) {
        const steps = turnedAway(context, source, statement, span, `${name} from throwing`);
        found.push(...steps.map((step) => targetOf(step, depth)));
      }
    }
    level = level.flatMap((frame) => frame.children);
  }
  return found;
}

function throwsOf(source: SourceFile, frame: Frame): readonly SyntaxNode[] {
  const fn = source.scopes.functions.find((info) => info.id === frame.site.node);
  const found: SyntaxNode[] = [];
  if (fn === undefined || fn.body === null) return found;
  walkSyntax(fn.body, (node) => {
    if (node !== fn.body && source.scopes.functionAt(node) !== null) return false;
    if (node.type === 'throw_statement') found.push(node);
    return true;
  });
  return found;
}

function targetOf({ to, why, hint }: Dependence, depth: number): Target {
  return { point: to, cost: depth * PER_CALLER, why, ...(hint === undefined ? {} : { hint }) };
}

/** @returns the calls of that name in the files that were recorded, whatever they call */
export function callsOf(context: Context, name: string): readonly Calling[] {
  const found: Calling[] = [];
  for (const path of new Set(context.timeline.sites.map((site) => site?.file))) {
    const source = path === undefined ? null : context.sources.file(path);
    if (source === null || !source.text.includes(name)) continue;
    walkSyntax(source.root, (node) => {
      if (found.length >= MOST_CALLS) return false;
      if (/^(?:call|new)_expression$/u.test(node.type) && calleeName(source, node) === name)
        found.push({ source, call: node });
      return true;
    });
  }
  return found;
}
