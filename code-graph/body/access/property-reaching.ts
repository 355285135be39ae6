/**
 * Reaching definitions of property reads, asked one read at a time by walking the control-flow graph backwards from it.
 *
 * A write of the same path ends the walk (it surely overwrites the place) as long as nothing between it and the read can have
 * changed what stands left of the last key: an assignment of the base or of a prefix of the path. Every other write whose last
 * key may be the same is taken in as one that *may* reach, and the walk goes on behind it. An object or array literal that is
 * assigned to the base, or to a prefix, ends the walk too: the object is made there. A call between write and read leaves the
 * write as one that may reach, unless the caller knows that it does not write a property of that name.
 *
 * One write *must* reach where it is the only one, of the same path, on every way to the read, without such a call. Accessors,
 * proxies and `with` are left out of *must*: a setter may keep another value than it was given.
 */
import type { SyntaxNode } from '../../syntax/node.ts';
import { childOf } from '../../syntax/node.ts';
import type { ScopeTable } from '../../syntax/scope-table.ts';
import { ENTRY, FLAGS } from '../cfg.ts';
import type { Cfg } from '../cfg.ts';
import { eachEdge, isImplicit } from '../flow/edge.ts';
import { isInstanceField } from '../flow/declaration.ts';
import type { Ssa } from '../ssa.ts';
import { findInLiteral, isSamePath, mayBeSameKey, pathOf } from './path.ts';
import type { AccessPath, Key } from './path.ts';
import type { PropertyWrite, PropertyWrites } from './property-write.ts';

/**
 * Why a write is not surely the one: `several`: others reach as well, or the state before the function; `alias`: another base
 * may be the same object; `unknown-key`: an element that is not named; `rebound`: base or prefix was assigned in between;
 * `call`: a call in between may write it; `elsewhere`: it is in another function, or in a field's initialiser.
 */
export type Doubt = 'several' | 'alias' | 'unknown-key' | 'rebound' | 'call' | 'elsewhere';

export interface PropertySource {
  readonly write: SyntaxNode;
  readonly doubt: Doubt | null;
}

export interface PropertySources {
  readonly sources: readonly PropertySource[];
  /** The value may have been there before the function ran, or come from a write that is not in it. */
  readonly fromOutside: boolean;
  /** Calls between that may write it, nearest first. */
  readonly calls: readonly SyntaxNode[];
}

export interface PropertyInput {
  readonly scopes: ScopeTable;
  readonly cfg: Cfg;
  readonly ssa: Ssa;
  readonly writes: PropertyWrites;
  /** Whether a call (a `call`, `new`, `await`, … node) may write a property of that name; absent: any may. */
  readonly mayWrite?: ((call: SyntaxNode, key: Key) => boolean) | undefined;
}

const REBOUND = 1;
const CALLED = 2;

class Walk {
  private readonly input: PropertyInput;
  private readonly path: AccessPath;
  private readonly key: Key;
  private readonly found = new Map<SyntaxNode, Doubt | null>();
  private readonly calls = new Set<SyntaxNode>();
  private readonly seen: Uint8Array;
  private readonly stack: number[] = [];
  /** Variable number of the base, -1 where it is none. */
  private readonly base: number;
  private readonly isBaseShared: boolean;
  private fromOutside = false;

  constructor(input: PropertyInput, path: AccessPath) {
    this.input = input;
    this.path = path;
    this.key = path.keys.at(-1) ?? null;
    this.seen = new Uint8Array(input.cfg.size);
    const { base } = path;
    this.base = base === null || base === 'this' ? -1 : input.ssa.variables.indexOf(base);
    const { scopes, cfg } = input;
    this.isBaseShared =
      base !== null &&
      base !== 'this' &&
      base.kind !== 'const' &&
      scopes.references(base).some((name) => scopes.functionOf(name) !== cfg.fn);
  }

  run(starts: readonly number[]): PropertySources {
    const { cfg } = this.input;
    const from = this.path.base === null ? REBOUND : 0;
    for (const start of starts) this.arrive(start, from);
    for (let state = this.stack.pop(); state !== undefined; state = this.stack.pop()) {
      const node = state >>> 2;
      if (node === ENTRY) this.fromOutside = true;
      eachEdge(cfg.pred, node, (before, label) => {
        const doubts = this.effect(before, state & 3, isImplicit(label));
        if (doubts !== null) this.arrive(before, doubts);
      });
    }
    return this.result();
  }

  private arrive(node: number, doubts: number): void {
    const bit = 1 << doubts;
    if ((this.seen[node] as number) & bit) return;
    this.seen[node] = (this.seen[node] as number) | bit;
    this.stack.push((node << 2) | doubts);
  }

  /** What a node between means for the read. @returns the doubts behind it, or null where nothing behind it matters */
  private effect(node: number, doubts: number, isCutShort: boolean): number | null {
    const { cfg, ssa, writes, mayWrite } = this.input;
    const flags = cfg.flags[node] as number;
    const syntax = cfg.syntax[node] as SyntaxNode;
    const write = writes.at.get(node);
    let after = doubts;
    if (write !== undefined) {
      const behind = this.propertyWritten(write, doubts, isCutShort);
      if (behind === null) return null;
      after = behind;
    }
    if (flags & FLAGS.writes && this.base !== -1 && ssa.variableAt[node] === this.base) {
      const behind = this.baseWritten(syntax, doubts);
      if (behind === null) return null;
      after = behind;
    }
    if (flags & FLAGS.calls && (mayWrite === undefined || mayWrite(syntax, this.key))) {
      this.calls.add(syntax);
      after |= this.isBaseShared ? CALLED | REBOUND : CALLED;
    }
    return after;
  }

  private propertyWritten(
    write: PropertyWrite,
    doubts: number,
    isCutShort: boolean,
  ): number | null {
    const { path } = this;
    const key = write.path.keys.at(-1) ?? null;
    const isSure = (doubts & REBOUND) === 0 && !write.isDeferred && !isCutShort;
    if (mayBeSameKey(key, this.key)) {
      const isSame = isSamePath(write.path, path);
      this.add(write.syntax, this.doubtOf(write, isSame, doubts));
      if (isSame && isSure) return null;
    }
    const prefix = path.keys.slice(0, -1);
    if (!prefix.some((one) => mayBeSameKey(one, key))) return doubts;
    const depth = write.path.keys.length;
    const isPrefix = isSamePath(write.path, { base: path.base, keys: path.keys.slice(0, depth) });
    if (isPrefix && isSure && write.value !== null && depth < path.keys.length)
      return this.madeBy(write.value, path.keys.slice(depth), doubts);
    return doubts | REBOUND;
  }

  private doubtOf(write: PropertyWrite, isSame: boolean, doubts: number): Doubt | null {
    if (write.isDeferred) return 'elsewhere';
    if (write.path.keys.includes(null) || this.path.keys.includes(null)) return 'unknown-key';
    if (!isSame) return 'alias';
    if (doubts & REBOUND) return 'rebound';
    return doubts & CALLED ? 'call' : null;
  }

  private baseWritten(syntax: SyntaxNode, doubts: number): number | null {
    const value = childOf(syntax, 'value') ?? childOf(syntax, 'right');
    const isWhole = /^(?:variable_declarator|assignment_expression)$/u.test(syntax.type);
    if ((doubts & REBOUND) !== 0 || value === null || !isWhole) return doubts | REBOUND;
    return this.madeBy(value, this.path.keys, doubts);
  }

  /** The object that the path leads through was made by this expression. */
  private madeBy(value: SyntaxNode, keys: readonly Key[], doubts: number): number | null {
    const found = findInLiteral(value, keys, this.input.scopes.tree.text);
    if (found.kind === 'unknown') return doubts | REBOUND;
    if (found.kind === 'pair') this.add(found.pair, doubts & CALLED ? 'call' : null);
    else this.fromOutside = true;
    return null;
  }

  private add(write: SyntaxNode, doubt: Doubt | null): void {
    const known = this.found.get(write);
    if (known === undefined || (known === null && doubt !== null)) this.found.set(write, doubt);
  }

  private result(): PropertySources {
    const isOnly = this.found.size === 1 && !this.fromOutside;
    return {
      sources: [...this.found].map(([write, doubt]) => ({
        write,
        doubt: doubt ?? (isOnly ? null : 'several'),
      })),
      fromOutside: this.fromOutside || this.calls.size > 0,
      calls: [...this.calls],
    };
  }
}

/** @returns the writes that may be the one that the read of a property sees */
export function propertySources(input: PropertyInput, read: SyntaxNode): PropertySources {
  const { scopes, cfg, writes } = input;
  const path = pathOf(scopes, read);
  const key = path.keys.at(-1) ?? null;
  const elsewhere = writes
    .named(key)
    .filter(({ isDeferred }) => isDeferred || isInstanceField(read))
    .map(({ syntax }): PropertySource => ({ write: syntax, doubt: 'elsewhere' }));
  if (isInstanceField(read)) return { sources: elsewhere, fromOutside: true, calls: [] };
  const { sources, ...rest } = new Walk(input, path).run(cfg.nodesOf(read));
  const known = new Set(sources.map(({ write }) => write));
  return { sources: [...sources, ...elsewhere.filter(({ write }) => !known.has(write))], ...rest };
}
