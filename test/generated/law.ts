/**
 * The law on one program: its instrumented text, every function, write, value, branch and statement armed, prints what the
 * original prints, in the same order, and ends the same way; under a sink that checks every call, and under the real one.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { functionTexts } from '../../capture/runtime/realm/function-text.ts';
import { restoreText } from '../../capture/runtime/realm/original-text.ts';
import { startRuntime } from '../../capture/runtime/runtime.ts';
import { makeCheckedSink } from '../../instrumenters/ast/law/checked-sink.contract.ts';
import { rewriteDeepest } from '../../instrumenters/ast/law/deepest.contract.ts';
import { runProgram, type Outcome } from '../../instrumenters/ast/law/run-program.contract.ts';
import { DEFAULT_LIMITS, NOT_TURNED_DOWN } from '../../protocol/plan.ts';
import type { Sink } from '../../protocol/target/sink.ts';

const SITES = 60_000;

export interface RealSink {
  readonly sink: Sink;
  /** Ends the recording and removes it. @returns why recording stopped before its time, or null */
  end(): string | null;
}

/** The runtime as it is in a program, with every site armed and nothing left out. */
export function openRealSink(): RealSink {
  const runDir = mkdtempSync(join(tmpdir(), 'scope-law-'));
  let failure: string | null = null;
  const runtime = startRuntime({
    config: {
      version: 1,
      session: 'law',
      run: 1,
      siteCount: SITES,
      armed: Buffer.alloc(SITES, 1).toString('base64'),
      depth: Buffer.alloc(SITES, 3).toString('base64'),
      sample: {},
      limits: { ...DEFAULT_LIMITS, ...NOT_TURNED_DOWN },
      overflow: 'drop-oldest',
      ringBytes: 1 << 22,
      redactNames: ['password'],
      redactPatterns: [],
    },
    runDir,
    thread: 0,
    process: null,
    onFailure: (message) => (failure = message),
  });
  return {
    sink: runtime.sink,
    end() {
      runtime.end(0);
      rmSync(runDir, { recursive: true, force: true });
      return failure;
    },
  };
}

export interface Verdict {
  /** What is wrong, or null. */
  readonly broken: string | null;
  /** The program itself cannot be compiled or fills the stack, so it says nothing. */
  readonly isInvalid: boolean;
  readonly functions: number;
  readonly lines: number;
  readonly rewritten: string;
}

function compiles(text: string): boolean {
  try {
    new Script(`(function (log, exports, module, require) {${text}\n})`);
    return true;
  } catch {
    return false;
  }
}

/**
 * V8 quotes source text in a few messages, and prints what was inserted there: the receiver of a call as `$v(...)`. Such a
 * message is compared without the quotation.
 */
const QUOTED =
  /TypeError: [^]*? (is not (?:a function|a constructor|iterable))[^\n]*?(?= at |\n|$)|(Cannot destructure property '[^']*' of )'[^\n]*' (?=as it is)/gu;

/** Values that V8 writes out natively, functions with the text that runs. */
const WRITTEN_OUT =
  /(TypeError: (?:Iterator result|Iterator value|Cannot use 'in' operator to search for '[^']*' in|Cannot [a-z ]+ '?[^' ]*'? (?:of|on) \w+) )[^]*?( is not an (?:object|entry)|(?= at )|$)/gu;

function withoutQuotation(line: string): string {
  return line
    .replace(CLASS_EVALUATION, (_all, within: string) => within.replaceAll(/:\d+/gu, ''))
    .replace(WRITTEN_OUT, '$1…$2')
    .replace(QUOTED, (_all, what: string | undefined, head: string | undefined) =>
      what === undefined
        ? head!
        : `TypeError: ${what.replace(/function|iterable/u, 'function or iterable').replace(' a ', ' ')}`,
    );
}

/** V8 gives the evaluation of a class, also within another one's, no place of its own: who runs a static field seems to be where its last call was. */
const CLASS_EVALUATION =
  /(<(?:static|instance_members)_initializer>(?::\d+)?(?: <(?:static|instance_members)_initializer>(?::\d+)?)*)(?: [^ :]*:\d+)?/gu;

function plainly({ printed, exports, thrown }: Outcome): Outcome {
  return {
    printed: printed.map(withoutQuotation),
    exports,
    thrown: thrown === null ? null : withoutQuotation(thrown),
  };
}

function firstDifference(expected: readonly string[], actual: readonly string[]): string {
  const at = expected.findIndex((line, n) => line !== actual[n]);
  const n = at < 0 ? expected.length : at;
  return `step ${n}: expected ${expected[n] ?? 'the end'}\n        printed  ${actual[n] ?? 'the end'}`;
}

/** @param toJavaScript  takes types away; what it throws is the program's fault on the original only */
export async function checkProgram(
  text: string,
  how: {
    readonly real: Sink | null;
    readonly path?: string;
    readonly toJavaScript?: (text: string) => string;
  },
): Promise<Verdict> {
  const path = how.path ?? 'program.js';
  const toJavaScript = how.toJavaScript ?? ((same) => same);
  const verdict = { broken: null, isInvalid: false, functions: 0, lines: 0, rewritten: '' };
  let bare: string;
  try {
    bare = toJavaScript(text);
  } catch {
    return { ...verdict, isInvalid: true };
  }
  if (!compiles(bare)) return { ...verdict, isInvalid: true };
  const expected = plainly(await runProgram(bare, { typescript: false, sink: undefined }));
  // How deep the stack is, no program may rely on; other tests measure it.
  if (JSON.stringify(expected).includes('Maximum call stack'))
    return { ...verdict, isInvalid: true };
  const rewritten = rewriteDeepest(path, text);
  const found = {
    ...verdict,
    functions: rewritten.sites.filter(({ kind }) => kind === 'function').length,
    lines: expected.printed.length,
    rewritten: rewritten.text,
  };
  const said = rewritten.problems.map(({ message }) => message);
  if (said.length > 0) return { ...found, broken: `left alone: ${said.join('; ')}` };
  const checked = makeCheckedSink(rewritten.sites);
  const enter = functionTexts((code) => restoreText(code, rewritten.prefix, rewritten));
  const sinks: [string, Sink | undefined][] = [
    ['checked', checked.sink],
    ['absent', undefined],
    ...(how.real === null ? [] : ([['real', how.real]] as [string, Sink][])),
  ];
  for (const [name, sink] of sinks) {
    let actual: Outcome;
    try {
      const code = toJavaScript(rewritten.text);
      actual = plainly(await runProgram(code, { typescript: false, sink, enter }));
    } catch (error) {
      return { ...found, broken: `the rewritten text does not compile: ${String(error)}` };
    }
    if (JSON.stringify(actual) === JSON.stringify(expected)) continue;
    const difference = firstDifference(
      [...expected.printed, `thrown ${expected.thrown}`, `exports ${expected.exports}`],
      [...actual.printed, `thrown ${actual.thrown}`, `exports ${actual.exports}`],
    );
    return { ...found, broken: `with the ${name} sink, ${difference}` };
  }
  if (checked.faults.length > 0) return { ...found, broken: checked.faults.slice(0, 3).join('\n') };
  return found;
}
