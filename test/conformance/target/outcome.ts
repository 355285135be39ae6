/** Puts what a program did into words, without trusting anything that the program made. */
import type { ConformanceCase, Outcome } from '../case.ts';

type Phase = Outcome['phase'];

function read(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key];
  } catch {
    return '(throws)';
  }
}

function show(value: unknown): string {
  try {
    return typeof value === 'string' ? value : String(value);
  } catch {
    return `(${typeof value})`;
  }
}

function nameOf(error: object): string {
  const maker = read(error, 'constructor');
  return typeof maker === 'function' ? show(read(maker, 'name')) : show(read(error, 'name'));
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** @returns name of the constructor, message, and the lines of `file` in the stack */
export function describeError(error: unknown, file: string): string {
  if (!isObject(error)) return `${typeof error} ${show(error)}`;
  const stack = show(read(error, 'stack'));
  const lines: string[] = [];
  for (let at = stack.indexOf(file); at >= 0; at = stack.indexOf(file, at + 1)) {
    const line = /^:(\d+)/u.exec(stack.slice(at + file.length));
    if (line !== null) lines.push(line[1] as string);
  }
  return `${nameOf(error)}: ${show(read(error, 'message'))} @${lines.join(' ')}`;
}

export interface Ended {
  readonly phase: Phase;
  readonly error: { readonly value: unknown } | null;
  readonly printed: readonly string[];
  readonly unhandled: readonly string[];
}

function hasPassed(one: ConformanceCase, ended: Ended): boolean {
  const { error, phase, printed } = ended;
  if (one.expected !== null)
    return (
      error !== null &&
      phase === one.expected.phase &&
      isObject(error.value) &&
      nameOf(error.value) === one.expected.type
    );
  if (error !== null) return false;
  return !one.isAsync || printed.includes('Test262:AsyncTestComplete');
}

export function outcomeOf(one: ConformanceCase, ended: Ended): Outcome {
  return {
    passed: hasPassed(one, ended),
    phase: ended.phase,
    thrown: ended.error === null ? null : describeError(ended.error.value, one.file),
    printed: ended.printed,
    unhandled: ended.unhandled,
  };
}
