/**
 * The state of one file's rewriting: the sites handed out so far, the wraps asked for, and which frame variable a place can
 * see. The rewriters only ever add to it, and `rewrite.ts` turns it into text.
 */
import type { SyntaxNode, SyntaxTree } from '../../code-graph/syntax/node.ts';
import type { Binding, FunctionInfo, ScopeTable } from '../../code-graph/syntax/scope-table.ts';
import type { SiteId } from '../../protocol/ids.ts';
import type { Limits, Probe } from '../../protocol/plan.ts';
import type { Sink } from '../../protocol/target/sink.ts';
import type { Site, SiteKind } from '../../protocol/site.ts';
import { isDecided } from './condition/condition.ts';
import { RANK } from './insertion.ts';
import type { Rank, Wrap } from './insertion.ts';
import { silentNodes } from './naming/inferred.ts';
import type { Misreading } from './place/misreading.ts';
import { isInDerivedClass, movesItsFailure } from './place/derived.ts';
import { canWrap, placeOfFailure } from './place/position.ts';
import type { Wanted } from './selection.ts';

/** `typed` is for text that a type checker reads after the rewriting. */
export type Dialect = 'full' | 'typed';

/** What a site knows besides its place. */
export type SiteDetail = Partial<
  Pick<Site, 'binding' | 'key' | 'target' | 'names' | 'part' | 'phase' | 'update' | 'isOnThis'>
>;

/** A function that gets a frame variable. */
export interface Framed {
  readonly fn: FunctionInfo;
  /** Where the frame variable is visible: from behind the header to the end of the body. */
  readonly start: number;
  readonly end: number;
  /** `try`/`finally` may go around what is behind the header. */
  readonly guarded: boolean;
}

/** A loop whose rounds have variables of their own that closures capture. */
export interface Rounds {
  readonly fn: FunctionInfo;
  readonly loop: SyntaxNode;
  readonly body: SyntaxNode;
  readonly site: SiteId;
  /** The variable that holds the number of the round, declared first in the body. */
  readonly name: string;
}

/** Probe functions that take `(site, frame, value)` and return the value. */
export type ValueSink = 'r' | 'p' | 'v' | 'b' | 't' | 'z';

export class Rewriting {
  readonly tree: SyntaxTree;
  readonly scopes: ScopeTable;
  readonly wanted: Wanted;
  readonly dialect: Dialect;
  readonly wraps: Wrap[] = [];
  readonly sites: Site[] = [];
  readonly depth: number[] = [];
  /** Members of the sink that the text calls. */
  readonly used = new Set<keyof Sink>();
  /** Links that were reported together with others, ahead of where they stand. */
  readonly settled = new Set<SyntaxNode>();
  readonly #prefix: string;
  readonly #firstSite: number;
  readonly #limits: Limits;
  readonly #framed: ReadonlyMap<FunctionInfo, Framed>;
  readonly #misread: Misreading;
  readonly #derived: readonly FunctionInfo[];
  readonly #keeping = new Set<FunctionInfo>();
  readonly #rounds = new Map<FunctionInfo, readonly Rounds[]>();

  constructor(setup: {
    readonly scopes: ScopeTable;
    readonly wanted: Wanted;
    readonly framed: ReadonlyMap<FunctionInfo, Framed>;
    readonly dialect: Dialect;
    readonly prefix: string;
    readonly firstSite: number;
    readonly limits: Limits;
    readonly misread: Misreading;
  }) {
    this.scopes = setup.scopes;
    this.tree = setup.scopes.tree;
    this.wanted = setup.wanted;
    this.dialect = setup.dialect;
    this.#framed = setup.framed;
    this.#prefix = setup.prefix;
    this.#firstSite = setup.firstSite;
    this.#limits = setup.limits;
    this.#misread = setup.misread;
    this.#derived = this.scopes.functions.filter(isInDerivedClass);
  }

  /** @returns the name under which the text calls a member of the sink */
  name(member: keyof Sink): string {
    this.used.add(member);
    return this.#prefix + member;
  }

  /** @returns a name of the rewriter's own that is not in the file */
  ownName(word: string): string {
    return `${this.#prefix}${word}`;
  }

  /** @returns the frame variable of a function that has one */
  frameName(fn: FunctionInfo): string {
    return this.ownName(`f${fn.index}`);
  }

  framedOf(fn: FunctionInfo): Framed | null {
    return this.#framed.get(fn) ?? null;
  }

  /** The function's returns leave what they return to its end, which reports it. */
  keepResult(fn: FunctionInfo): void {
    this.#keeping.add(fn);
  }

  keepsResult(fn: FunctionInfo): boolean {
    return this.#keeping.has(fn);
  }

  /** @returns the frame variable of the nearest function that has one, as seen from an offset inside `fn`; else `0` */
  frameAt(fn: FunctionInfo, offset: number): string {
    for (let at: FunctionInfo | undefined = fn; at !== undefined;) {
      const framed = this.#framed.get(at);
      if (framed !== undefined)
        return offset >= framed.start && offset <= framed.end ? this.frameName(at) : '0';
      if (at.body === null || offset < at.body.start || offset > at.body.end) return '0';
      at = this.scopes.functions[at.parent];
    }
    return '0';
  }

  /** Rounds of the loop are told apart, under a variable of their own. */
  addRounds(rounds: Rounds): void {
    const list = this.#rounds.get(rounds.fn) ?? [];
    this.#rounds.set(rounds.fn, [...list, rounds]);
  }

  roundsOf(loop: SyntaxNode, fn: FunctionInfo): Rounds | null {
    return this.#rounds.get(fn)?.find((one) => one.loop === loop) ?? null;
  }

  /** @returns the variable that closures report as what is around them: of the innermost round, else of the activation */
  outerAt(fn: FunctionInfo, offset: number): string {
    const frame = this.frameAt(fn, offset);
    if (frame === '0') return frame;
    let at = fn;
    while (!this.#framed.has(at)) at = this.scopes.functions[at.parent] ?? at;
    const around = this.#rounds.get(at) ?? [];
    // Loops are added outer ones first.
    const inner = around.findLast(({ body }) => offset >= body.start && offset <= body.end);
    return inner?.name ?? frame;
  }

  /** @returns the variable that a name means, null where only running the program can tell */
  resolve(identifier: SyntaxNode, fn: FunctionInfo): Binding | null {
    return this.scopes.isDynamic(fn) ? null : this.scopes.resolve(identifier);
  }

  /** @returns the frame variable of the activation that owns a variable, as seen from an offset; `0` where it has none */
  tokenOf(binding: Binding | null, offset: number): string {
    const framed = binding === null ? undefined : this.#framed.get(binding.declaredIn);
    if (framed === undefined || offset < framed.start || offset > framed.end) return '0';
    const rounds = this.#rounds.get(framed.fn)?.find(({ loop }) => loop === binding?.loop);
    const isInside =
      rounds !== undefined && offset >= rounds.body.start && offset <= rounds.body.end;
    return isInside ? rounds.name : this.frameName(framed.fn);
  }

  /** @returns true where the recording knows what a variable holds, so that reading it needs no event */
  isTracked(binding: Binding | null): boolean {
    if (binding === null || !this.#framed.has(binding.declaredIn)) return false;
    if (this.scopes.isDynamic(binding.declaredIn)) return false;
    if (binding.kind === 'param') return true;
    if (binding.kind !== 'var' && binding.kind !== 'let' && binding.kind !== 'const') return false;
    return this.wanted.ofFunction(binding.declaredIn, 'write') !== null;
  }

  /** @returns true where a call around the expression keeps the program's meaning */
  canWrap(node: SyntaxNode): boolean {
    return !this.#misread.has(node) && canWrap(node) && !this.losesItsLine(node);
  }

  /** V8 places a failing `o.x += 1` or `delete o.x` where the last call before it began; one around `o` may begin lines above. */
  losesItsLine(object: SyntaxNode): boolean {
    if (this.#derived.length > 0) {
      const fn = this.scopes.functionOf(object);
      if (this.#derived.includes(fn) && movesItsFailure(this.tree.text, fn, object)) return true;
    }
    const place = placeOfFailure(object);
    return place !== null && this.tree.text.slice(place.start, place.end).includes('\n');
  }

  /** @returns true where the node is all of an expression, so that whoever uses its value may report it */
  isWhole(node: SyntaxNode): boolean {
    return this.#misread.get(node) !== false;
  }

  /** Adds a site. @returns its number */
  site(
    kind: SiteKind,
    at: { readonly node: SyntaxNode; readonly start?: number; readonly end?: number },
    owner: { readonly fn: FunctionInfo; readonly probe: Probe },
    detail: SiteDetail = {},
  ): SiteId {
    const id = (this.#firstSite + this.sites.length) as SiteId;
    const { fn, probe } = owner;
    const { when } = probe;
    this.sites.push({
      id,
      kind,
      node: kind === 'function' ? fn.id : this.scopes.nodeId(at.node),
      fn: fn.id,
      file: this.tree.path,
      start: at.start ?? at.node.start,
      end: at.end ?? at.node.end,
      probe: probe.id,
      ...(when !== undefined && this.#decides(probe, kind, fn) ? { when } : {}),
      ...detail,
    });
    this.depth.push(depthOf(kind, owner.probe.capture?.depth ?? this.#limits.depth));
    return id;
  }

  /** Of what a function does, the condition decides at its start, and only where the probe is one on the function. */
  #decides(probe: Probe, kind: SiteKind, fn: FunctionInfo): boolean {
    if (kind !== 'function') return isDecided(probe, kind);
    return fn.kind !== 'module' && this.wanted.ofFunction(fn, 'function') === probe;
  }

  wrap(start: number, end: number, texts: { open?: string; close?: string; rank: Rank }): void {
    this.wraps.push({
      start,
      end,
      open: texts.open ?? '',
      close: texts.close ?? '',
      rank: texts.rank,
    });
  }

  /** @returns what calls a member of the sink around a node, and gives V8 no name for a function that has none */
  callName(member: keyof Sink, node: SyntaxNode): string {
    const name = this.name(member);
    if (!silentNodes(this.tree).has(node)) return name;
    // Compilers drop the brackets of `(v)`, and type checkers complain of a zero that is not used.
    return this.dialect === 'typed' ? `(${name})` : `(0,${name})`;
  }

  /** Puts `head(…)` around an expression. `head` is the call up to where the expression goes. */
  wrapIn(node: SyntaxNode, head: string, rank: Rank): void {
    const listed = node.type === 'sequence_expression';
    this.wrap(node.start, node.end, {
      open: listed ? `${head}(` : head,
      close: listed ? '))' : ')',
      rank,
    });
  }

  /** Puts `member(site, frame, …)` around an expression. */
  wrapValue(
    node: SyntaxNode,
    member: ValueSink,
    at: {
      readonly site: SiteId;
      readonly fn: FunctionInfo;
      readonly rank?: Rank;
    },
  ): void {
    const head = `${this.callName(member, node)}(${at.site},${this.frameAt(at.fn, node.start)},`;
    this.wrapIn(node, head, at.rank ?? RANK.own);
  }
}

/** @returns levels of fields that a site of that kind copies, where the plan asks for `asked` */
function depthOf(kind: SiteKind, asked: number): number {
  switch (kind) {
    case 'receiver':
    case 'key':
    case 'branch':
    case 'case':
    case 'update':
    case 'iteration':
    case 'suspend':
      return 0;
    case 'read':
      return Math.min(asked, 1);
    case 'state':
      return Math.max(asked, 1);
    default:
      return asked;
  }
}
