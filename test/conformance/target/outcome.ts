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

/** @returns name of the constructor, message, and the functions and lines of `file` in the stack, as V8 calls them */
export function describeError(error: unknown, file: string): string {
  if (!isObject(error)) return `${typeof error} ${show(error)}`;
  const frames: string[] = [];
  for (const line of show(read(error, 'stack')).split('\n')) {
    const at = line.indexOf(file);
    const place = at < 0 ? null : /^:(\d+)/u.exec(line.slice(at + file.length));
    if (place === null) continue;
    const name = /^\s*at (.*?) ?\(?$/u.exec(line.slice(0, at).replace('file://', ''))?.[1] ?? '';
    frames.push(`${name}:${place[1] as string}`);
  }
  return `${nameOf(error)}: ${show(read(error, 'message'))} @${frames.join(' ')}`;
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
