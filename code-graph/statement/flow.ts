/**
 * The body of one function at the level of statements: control flow, data flow and control dependence of the expression
 * graphs, each edge lifted to the statements at its ends and said once. What happens inside one statement (short circuits,
 * ternaries, optional links) is not shown. Made for slices and pictures; exact answers come from the layers below.
 */
import { childOf } from '../syntax/node.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import type { FunctionBody } from '../body/index.ts';
import { ENTRY, EXIT, THROW_EXIT, labelName } from '../body/cfg.ts';
import type { Cfg } from '../body/cfg.ts';
import { CANCEL, EXCEPTION, FAULT, eachEdge, reachFrom } from '../body/flow/edge.ts';
import { createLineTable } from '../project/facts/extract.ts';
import { extentOf, isCondition, unitOf, unitText } from './unit.ts';

export type UnitKind = 'entry' | 'exit' | 'throw' | 'statement' | 'condition' | 'outside';

export interface Unit {
  readonly index: number;
  readonly kind: UnitKind;
  /** The statement; the function for entry and exits. */
  readonly syntax: SyntaxNode;
  readonly line: number;
  readonly text: string;
}

export interface UnitEdge {
  readonly from: number;
  readonly to: number;
  /** control: the way taken (`true`, `each`, `throws`, empty); data: variables; dependence: the way that decides. */
  readonly label: string;
  /** The write is in another function, or the path through an object is not certain. */
  readonly may: boolean;
}

/** Data flow and control dependence are worked out when they are asked for: in a long function they join everything with everything. */
export interface StatementFlow {
  readonly body: FunctionBody;
  /** What is outside comes last, as soon as data flow was asked for. */
  readonly units: readonly Unit[];
  /** Control flow, in source order. */
  readonly control: readonly UnitEdge[];
  /** Data flow of variables, from the statement that writes to the one that reads. */
  readonly data: readonly UnitEdge[];
  /** Control dependence, from the statement that decides to the one that runs or not. */
  readonly depends: readonly UnitEdge[];
  /** The unit of any node of the function; null for what is not evaluated here. */
  unitAt(syntax: SyntaxNode): Unit | null;
}

const WORDS: Readonly<Record<string, string>> = {
  true: 'true',
  present: 'true',
  false: 'false',
  nullish: 'false',
  item: 'each',
  done: 'done',
  case: 'match',
  'no-match': 'else',
  default: 'default',
};

/** Units in source order: entry first, exits last. */
class Units {
  readonly list: Unit[] = [];
  private readonly known = new Map<SyntaxNode, Unit>();
  private readonly body: FunctionBody;
  private readonly lineAt: (offset: number) => number;

  constructor(body: FunctionBody) {
    this.body = body;
    this.lineAt = createLineTable(body.scopes.tree.text);
  }

  of(syntax: SyntaxNode): Unit {
    const { fn, scopes } = this.body;
    const owner = unitOf(syntax, fn.node);
    const known = this.known.get(owner);
    if (known !== undefined) return known;
    const kind = owner === fn.node ? 'entry' : isCondition(owner) ? 'condition' : 'statement';
    const start = owner === fn.node ? owner.start : extentOf(owner).start;
    const text = unitText(owner, fn.node, scopes.tree.text);
    return this.add(owner, { kind, syntax: owner, line: this.lineAt(start), text });
  }

  /** Something of another function that writes a variable of this one. */
  outside(write: SyntaxNode): Unit {
    const known = this.known.get(write);
    if (known !== undefined) return known;
    const { scopes } = this.body;
    const owner = scopes.functionOf(write);
    const text = `${unitText(unitOf(write, owner.node), owner.node, scopes.tree.text)}`;
    const where = owner.kind === 'module' ? '' : ` (in ${owner.name})`;
    const line = this.lineAt(write.start);
    return this.add(write, { kind: 'outside', syntax: write, line, text: text + where });
  }

  add(key: SyntaxNode | null, unit: Omit<Unit, 'index'>): Unit {
    const made = { ...unit, index: this.list.length };
    this.list.push(made);
    if (key !== null) this.known.set(key, made);
    return made;
  }

  find(syntax: SyntaxNode): Unit | null {
    return this.known.get(unitOf(syntax, this.body.fn.node)) ?? null;
  }
}

/** Collects labels by pair of units. */
class Pairs {
  private readonly pairs = new Map<number, { labels: Set<string>; may: boolean }>();

  add(from: number, to: number, label: string, may = false): void {
    if (from === to) return;
    const key = from * 65_536 + to;
    const pair = this.pairs.get(key);
    if (pair === undefined) this.pairs.set(key, { labels: new Set([label]), may });
    else {
      pair.labels.add(label);
      pair.may &&= may;
    }
  }

  edges(join: (labels: ReadonlySet<string>) => string): readonly UnitEdge[] {
    return [...this.pairs]
      .map(([key, { labels, may }]) => ({
        from: Math.floor(key / 65_536),
        to: key % 65_536,
        label: join(labels),
        may,
      }))
      .sort((a, b) => a.from - b.from || a.to - b.to);
  }
}

/** Both ways to one place are no choice. */
function joinWays(labels: ReadonlySet<string>): string {
  const said = [...labels].filter((label) => label !== '');
  return said.length === 1 && !labels.has('') ? (said[0] as string) : '';
}

const FLIPPED: Readonly<Record<string, string>> = { true: 'false', false: 'true' };

/** The item is written after the loop has decided that there is one. */
function isInLeft(node: SyntaxNode, loop: SyntaxNode): boolean {
  const left = childOf(loop, 'left');
  return left !== null && node.start >= left.start && node.end <= left.end;
}

/** What the whole condition came to where its last operand left with that label: each `!` around the operand turns it. */
function wayOf(unit: Unit, operand: SyntaxNode, label: number): string {
  if (unit.kind !== 'condition') return '';
  let way = WORDS[labelName(label)] ?? '';
  if (way === '' && unit.syntax.type === 'for_in_statement' && operand !== unit.syntax)
    return isInLeft(operand, unit.syntax) ? 'each' : '';
  for (let at = operand; at !== unit.syntax && at.parent !== null; at = at.parent)
    if (at.parent.type === 'unary_expression') way = FLIPPED[way] ?? way;
  return way;
}

/** Of all that can throw in a `try`, one edge from the `try` itself tells enough. */
function controlEdges(cfg: Cfg, at: readonly (Unit | null)[]): readonly UnitEdge[] {
  const pairs = new Pairs();
  const thrown = new Pairs();
  for (let node = 0; node < cfg.size; node += 1) {
    const from = at[node];
    if (from === null || from === undefined) continue;
    eachEdge(cfg.succ, node, (end, label) => {
      const to = at[end];
      const isImplicit = label === CANCEL || label === EXCEPTION || label === FAULT;
      if (to === null || to === undefined || isImplicit) return;
      pairs.add(from.index, to.index, wayOf(from, cfg.syntax[node] as SyntaxNode, label));
    });
  }
  for (const { tryNode, entry } of cfg.handlers) {
    const [from, to] = [at[tryNode], at[entry]];
    if (from === null || from === undefined || to === null || to === undefined) continue;
    thrown.add(from.index, to.index, 'throws');
  }
  const plain = pairs.edges(joinWays);
  const said = new Set(plain.map(({ from, to }) => `${from} ${to}`));
  const extra = thrown.edges(() => 'throws').filter(({ from, to }) => !said.has(`${from} ${to}`));
  return [...plain, ...extra];
}

function dependenceEdges(body: FunctionBody, at: readonly (Unit | null)[]): readonly UnitEdge[] {
  const { cfg, cdg } = body;
  const pairs = new Pairs();
  for (let node = THROW_EXIT + 1; node < cfg.size; node += 1) {
    const to = at[node];
    if (to === null || to === undefined) continue;
    for (const { node: branch, label } of cdg.of(node)) {
      const from = at[branch];
      if (from === null || from === undefined) continue;
      pairs.add(from.index, to.index, WORDS[label] ?? label);
      if (label === 'exception') addThrowers(cfg, branch, (one) => addFrom(pairs, at[one], to));
    }
  }
  return pairs.edges((labels) => [...labels].sort().join(', '));
}

function addFrom(pairs: Pairs, from: Unit | null | undefined, to: Unit): void {
  if (from !== null && from !== undefined) pairs.add(from.index, to.index, 'throws');
}

function addThrowers(cfg: Cfg, tryNode: number, visit: (node: number) => void): void {
  for (const handler of cfg.handlers)
    if (handler.tryNode === tryNode)
      eachEdge(cfg.pred, handler.entry, (from, label) => {
        if (label === EXCEPTION && from > THROW_EXIT) visit(from);
      });
}

function dataEdges(body: FunctionBody, units: Units): readonly UnitEdge[] {
  const pairs = new Pairs();
  for (const { write, read, variable, may } of body.dfg.edges()) {
    // A function's own name reaches its callers by calls, not by data.
    if (may && /^(?:function|class|import|enum|namespace)$/u.test(variable.kind)) continue;
    const isHere = !may && body.scopes.functionOf(write) === body.fn;
    const from = isHere ? units.of(write) : units.outside(write);
    pairs.add(from.index, units.of(read).index, variable.name, may);
  }
  return pairs.edges((labels) => [...labels].sort().join(', '));
}

const flows = new WeakMap<FunctionBody, StatementFlow>();

/** @returns the same view for the same body; never throws */
export function statementFlow(body: FunctionBody): StatementFlow {
  const known = flows.get(body);
  if (known !== undefined) return known;
  const { cfg, fn } = body;
  const units = new Units(body);
  const isLive = reachFrom(cfg.succ, [ENTRY], (label) => label !== FAULT);
  units.of(fn.node);
  // Units are numbered as they stand in the source, which is how people read and how pictures are laid out.
  const live = [...cfg.syntax.keys()].filter((node) => node > THROW_EXIT && isLive[node] === 1);
  const owners = new Set(live.map((node) => unitOf(cfg.syntax[node] as SyntaxNode, fn.node)));
  [...owners].sort((a, b) => extentOf(a).start - extentOf(b).start).forEach((one) => units.of(one));
  const ends = { syntax: fn.node, line: units.list[0]?.line ?? 1 };
  const exit = units.add(null, { ...ends, kind: 'exit', text: 'end' });
  const thrown = units.add(null, { ...ends, kind: 'throw', text: 'throws' });
  const at = cfg.syntax.map((syntax, node) => {
    if (node === ENTRY) return units.of(fn.node);
    if (node === EXIT) return exit;
    if (node === THROW_EXIT) return thrown;
    return isLive[node] === 1 ? units.of(syntax) : null;
  });
  let data: readonly UnitEdge[] | undefined;
  let depends: readonly UnitEdge[] | undefined;
  const flow: StatementFlow = {
    body,
    control: controlEdges(cfg, at),
    get data() {
      return (data ??= dataEdges(body, units));
    },
    get depends() {
      return (depends ??= dependenceEdges(body, at));
    },
    units: units.list,
    unitAt: (syntax) => units.find(syntax),
  };
  flows.set(body, flow);
  return flow;
}
