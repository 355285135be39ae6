/** What Scope can say about one program of a command before it runs: which host it is, and what of it can be instrumented. */

export interface Host {
  /** `jest 30.5.2`, `node` */
  readonly name: string;
  /** works: planned files run rewritten. doubtful: depends on something that only a run shows. broken: nothing does. */
  readonly state: 'works' | 'doubtful' | 'broken';
  /** What transpiles, drives or restarts it. */
  readonly through: readonly string[];
  readonly instrumented: string;
  readonly not: readonly string[];
  readonly change: readonly string[];
}

export function host(name: string, instrumented: string, more: Partial<Host> = {}): Host {
  return { name, state: 'works', through: [], instrumented, not: [], change: [], ...more };
}

export function brokenHost(name: string, why: string, change: string): Host {
  return host(name, 'nothing', { state: 'broken', not: [why], change: [change] });
}

export function named(name: string, version: string | undefined): string {
  return version === undefined ? name : `${name} ${version}`;
}
