/**
 * The control-flow graph and data flow against the truth: random programs run, and what they did must be a walk through
 * their graph, every value read must come from a write that the data flow names.
 */
import { childOf, walkSyntax } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import { parseSource } from '../../syntax/parse.ts';
import { analyzeScopes } from '../../syntax/scope.ts';
import { ENTRY, EXIT, FLAGS, THROW_EXIT, labelName } from '../cfg.ts';
import type { Cfg } from '../cfg.ts';
import { buildBody, reachingWrites } from '../index.ts';
import type { FunctionBody } from '../index.ts';
import { solve } from '../solver.ts';
import { writeOf } from '../access/write.ts';
import { eachEdge } from './edge.ts';

type Random = (below: number) => number;

function randomFrom(seed: number): Random {
  let state = seed * 2654435761 + 12345;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) | 0;
    return ((state ^ (state >>> 13)) >>> 0) % below;
  };
}

/** Writes one random generator function; every `$`-call has a number of its own. */
function writeProgram(random: Random): string {
  let calls = 0;
  let names = 0;
  let closures = 0;
  const call = (name: string, ...rest: string[]): string =>
    `$${name}(${[String((calls += 1)), ...rest].join(', ')})`;
  const variable = (): string => 'abc'[random(3)] as string;
  const read = (): string => call('r', variable());
  const condition = (depth: number): string => {
    const sub = (): string => condition(depth - 1);
    const simple = (): string => (random(3) === 0 ? read() : call('c'));
    if (depth <= 0) return simple();
    const forms = [
      simple,
      () => `(${sub()} && ${sub()})`,
      () => `(${sub()} || ${sub()})`,
      () => `!${sub()}`,
      () => `(${sub()} ? ${sub()} : ${sub()})`,
      () => `(${call('n')} ?? ${sub()})`,
      () => `${call('o')}?.m(${sub()})`,
      () => `(${variable()} = ${call('w')}, ${sub()})`,
      () => `(${variable()} &&= ${call('w')})`,
    ];
    return (forms[random(forms.length)] as () => string)();
  };
  const block = (depth: number, scope: Scope): string => {
    const statements = Array.from({ length: 1 + random(4) }, () => statement(depth, scope));
    return `{ ${statements.join('\n')} }`;
  };
  type Scope = {
    readonly labels: readonly string[];
    readonly loops: readonly string[];
    readonly breaks: boolean;
    readonly continues: boolean;
  };
  const statement = (depth: number, scope: Scope): string => {
    const test = (): string => condition(2);
    const inLoop: Scope = { ...scope, breaks: true, continues: true };
    const label = `L${(names += 1)}`;
    const labelled: Scope = { ...scope, labels: [...scope.labels, label] };
    const labelledLoop: Scope = {
      ...inLoop,
      labels: labelled.labels,
      loops: [...scope.loops, label],
    };
    const oneOf = (all: readonly string[]): string | undefined => all[random(all.length || 1)];
    const leaves = [
      () => `${call('t')};`,
      () => `${call('x')};`,
      () => `${variable()} = ${call('w')};`,
      () => `[${variable()}] = [${call('w')}];`,
      () => `${read()};`,
      () => `${test()};`,
      () => `yield ${call('t')};`,
      () => (closures > 0 ? `f${1 + random(closures)}?.();` : `${call('t')};`),
      () => (scope.breaks ? 'break;' : `${call('t')};`),
      () => (scope.continues ? 'continue;' : `${call('t')};`),
      () => (scope.labels.length > 0 ? `break ${oneOf(scope.labels)};` : `${call('t')};`),
      () => (scope.loops.length > 0 ? `continue ${oneOf(scope.loops)};` : `${call('t')};`),
      () => (random(2) === 0 ? `return ${call('t')};` : `throw ${call('t')};`),
    ];
    const forms = [
      () => `if (${test()}) ${block(depth - 1, scope)}`,
      () => `if (${test()}) ${block(depth - 1, scope)} else ${block(depth - 1, scope)}`,
      () => `while (${test()}) ${block(depth - 1, inLoop)}`,
      () => `do ${block(depth - 1, inLoop)} while (${test()});`,
      () => `for (${call('t')}; ${test()}; ${call('t')}) ${block(depth - 1, inLoop)}`,
      () => `for (const x of [1, ${call('t')}]) ${block(depth - 1, inLoop)}`,
      () => `${label}: ${block(depth - 1, labelled)}`,
      () => `${label}: while (${test()}) ${block(depth - 1, labelledLoop)}`,
      () => `${label}: for (const x of [1, 2]) ${block(depth - 1, labelledLoop)}`,
      () => `try ${block(depth - 1, scope)} catch (e) ${block(depth - 1, scope)}`,
      () => `try ${block(depth - 1, scope)} finally ${block(depth - 1, scope)}`,
      () =>
        `try ${block(depth - 1, scope)} catch { ${call('t')}; } finally ${block(depth - 1, scope)}`,
      () => {
        const inSwitch: Scope = { ...scope, breaks: true };
        const cases = Array.from(
          { length: 1 + random(3) },
          (_, i) =>
            `case ${call('k', String(i))}: ${block(depth - 1, inSwitch)} ${random(2) ? 'break;' : ''}`,
        );
        if (random(2)) cases.splice(random(3), 0, `default: ${block(depth - 1, inSwitch)}`);
        return `switch (${call('s')}) { ${cases.join('\n')} }`;
      },
      () => `f${(closures += 1)} = () => { ${variable()} = ${call('w')}; };`,
    ];
    const all = depth > 0 && random(3) > 0 ? forms : leaves;
    return (all[random(all.length)] as () => string)();
  };
  const scope: Scope = { labels: [], loops: [], breaks: false, continues: false };
  const start = `let a = ${call('w')}; let b = ${call('w')}; var c = ${call('w')};`;
  const rest = Array.from({ length: 3 + random(4) }, () => statement(4, scope)).join('\n');
  const functions = Array.from({ length: closures }, (_, i) => `f${i + 1}`);
  const declared = functions.length > 0 ? `let ${functions.join(', ')};` : '';
  return `function* main() { ${declared}\n${start}\n${rest} }`;
}

interface Event {
  readonly call: number;
  /** What the call came to: truth where it is a condition, thrown, or anything. */
  readonly result: unknown;
  readonly threw: boolean;
}

interface Run {
  readonly events: Event[];
  readonly reads: { readonly call: number; readonly writer: number }[];
  /** Null where the run was cut off. */
  end: 'normal' | 'throw' | null;
}

const FUEL = 300;

function runProgram(source: string, random: Random): Run {
  const run: Run = { events: [], reads: [], end: null };
  let isOut = false;
  const note = (number: number, result: unknown, threw = false): unknown => {
    if (isOut || run.events.length >= FUEL) {
      isOut = true;
      throw new Error('out of fuel');
    }
    run.events.push({ call: number, result, threw });
    if (threw) throw new Error('asked for');
    return result;
  };
  const probes: Record<string, unknown> = {
    $t: (n: number) => note(n, n),
    $x: (n: number) => note(n, n, random(2) === 0),
    $c: (n: number) => note(n, random(2) === 0),
    $n: (n: number) => note(n, random(2) === 0 ? null : random(2) === 0),
    $o: (n: number) => note(n, random(2) === 0 ? null : { m: (value: unknown) => value }),
    $s: (n: number) => note(n, random(4)),
    $k: (n: number, value: number) => note(n, value),
    $w: (n: number) => note(n, { writer: n }),
    $r: (n: number, value: { writer: number }) => {
      note(n, value);
      run.reads.push({ call: n, writer: value.writer });
      return random(2) === 0;
    },
  };
  const main = new Function(...Object.keys(probes), `${source}\nreturn main();`);
  try {
    const generator = main(...Object.values(probes)) as Generator<unknown, void, unknown>;
    for (let step = generator.next(); step.done !== true;) {
      const how = random(8);
      if (how === 0) step = generator.throw(new Error('from outside')) as typeof step;
      else if (how === 1) step = generator.return() as typeof step;
      else step = generator.next();
    }
    run.end = 'normal';
  } catch {
    run.end = 'throw';
  }
  if (isOut) run.end = null;
  return run;
}

function probeCalls(root: SyntaxNode, text: string): ReadonlyMap<number, SyntaxNode> {
  const calls = new Map<number, SyntaxNode>();
  walkSyntax(root, (node) => {
    if (node.type !== 'call_expression' || text[node.start] !== '$') return;
    calls.set(Number(/\d+/u.exec(text.slice(node.start, node.end))?.[0]), node);
  });
  return calls;
}

/** Whether control can leave a call along an edge with that label after what the event says. */
function agrees(label: string, { threw, result }: Event): boolean {
  if (threw || label === 'exception') return threw && label === 'exception';
  if (label === 'true') return Boolean(result);
  if (label === 'false') return !result;
  if (label === 'nullish') return result === null;
  return label !== 'present' || result !== null;
}

/** Nodes that a walk from `from` can come to next: probe calls and exits, through whatever lies between. */
function nextStops(cfg: Cfg, from: number, event: Event | null, isStop: Uint8Array): Set<number> {
  const stops = new Set<number>();
  const seen = new Set<number>();
  const stack: number[] = [];
  const arrive = (node: number): void => {
    if (isStop[node] === 1) stops.add(node);
    else if (!seen.has(node)) {
      seen.add(node);
      stack.push(node);
    }
  };
  eachEdge(cfg.succ, from, (end, code) => {
    const label = labelName(code);
    if (event === null || agrees(label, event)) arrive(end);
  });
  for (let node = stack.pop(); node !== undefined; node = stack.pop())
    eachEdge(cfg.succ, node, (end) => arrive(end));
  return stops;
}

function checkWalk(body: FunctionBody, run: Run, calls: ReadonlyMap<number, SyntaxNode>): void {
  const { cfg } = body;
  const isStop = new Uint8Array(cfg.size);
  for (const call of calls.values()) for (const node of cfg.nodesOf(call)) isStop[node] = 1;
  isStop[EXIT] = isStop[THROW_EXIT] = 1;
  let states = new Set<number>([ENTRY]);
  let last: Event | null = null;
  const advance = (goals: ReadonlySet<number>): void => {
    const next = new Set<number>();
    for (const state of states)
      for (const stop of nextStops(cfg, state, last, isStop)) if (goals.has(stop)) next.add(stop);
    states = next;
  };
  for (const event of run.events) {
    const nodes = cfg.nodesOf(calls.get(event.call) as SyntaxNode);
    // A call inside a closure is no step of this function.
    if (nodes.length === 0) continue;
    advance(new Set(nodes));
    if (states.size === 0) throw new Error(`no walk from call ${last?.call} to ${event.call}`);
    // What a read hands on as a condition is decided after its event.
    last = body.scopes.tree.text.startsWith('$r', calls.get(event.call)?.start) ? null : event;
  }
  if (run.end === null) return;
  advance(new Set([run.end === 'normal' ? EXIT : THROW_EXIT]));
  if (states.size === 0) throw new Error(`no walk from call ${last?.call} to the ${run.end} end`);
}

/** The write that the value of a `$w` call goes to. */
function writeAround(call: SyntaxNode): SyntaxNode {
  let at: SyntaxNode | null = call;
  while (at !== null && !/^(?:variable_declarator|.*assignment_expression)$/u.test(at.type))
    at = at.parent;
  const target = at === null ? null : (childOf(at, 'left') ?? childOf(at, 'name'));
  let write: SyntaxNode | null = null;
  if (target !== null)
    walkSyntax(target, (node) => {
      if (node.type === 'identifier') write = writeOf(node);
    });
  return write ?? call;
}

function checkReads(body: FunctionBody, run: Run, calls: ReadonlyMap<number, SyntaxNode>): void {
  for (const { call, writer } of run.reads) {
    const read = calls
      .get(call)
      ?.children.at(-1)
      ?.children.findLast(({ named }) => named);
    const writes = reachingWrites(body, read as SyntaxNode);
    const expected = writeAround(calls.get(writer) as SyntaxNode);
    if (!writes.includes(expected)) throw new Error(`read ${call} misses the write ${writer}`);
  }
}

/** Reaching definitions once more, by sets and the generic solver, to compare with what SSA form says. */
function checkAgainstSolver({ cfg, ssa, dfg }: FunctionBody): void {
  const { before } = solve<ReadonlySet<number>>(cfg, {
    start: new Set(),
    bottom: new Set(),
    join: (left, right) => new Set([...left, ...right]),
    equals: (left, right) => left.size === right.size && [...left].every((one) => right.has(one)),
    transfer(node, fact) {
      if (!((cfg.flags[node] as number) & FLAGS.writes)) return fact;
      const same = (write: number): boolean => ssa.variableAt[write] === ssa.variableAt[node];
      return new Set([...[...fact].filter((write) => !same(write)), node]);
    },
  });
  for (let node = 0; node < cfg.size; node += 1) {
    if (!((cfg.flags[node] as number) & FLAGS.reads) || ssa.versionAt[node] === -1) continue;
    const expected = [...(before[node] ?? [])].filter(
      (write) => ssa.variableAt[write] === ssa.variableAt[node],
    );
    const start = dfg.offsets[node];
    const own = [...dfg.sources.subarray(start, dfg.offsets[node + 1])].filter(
      (source) => source < cfg.size,
    );
    expect(own.sort()).toEqual(expected.sort());
  }
}

describe('random programs', () => {
  const covered = { events: 0, reads: 0, throws: 0 };

  it.each(Array.from({ length: 12 }, (_, batch) => batch))('batch %i', (batch) => {
    for (let i = 0; i < 10; i += 1) {
      const random = randomFrom(batch * 10 + i + 1);
      const source = writeProgram(random);
      const scopes = analyzeScopes(parseSource('main.js', source).tree);
      const main = scopes.functions.find(({ name }) => name === 'main');
      const body = buildBody(scopes, main as NonNullable<typeof main>);
      const calls = probeCalls(scopes.tree.root, source);
      checkAgainstSolver(body);
      for (let repeat = 0; repeat < 5; repeat += 1) {
        const run = runProgram(source, random);
        try {
          checkWalk(body, run, calls);
          checkReads(body, run, calls);
        } catch (error) {
          throw new Error(`${String(error)} in program ${batch * 10 + i + 1}\n${source}`);
        }
        covered.events += run.events.length;
        covered.reads += run.reads.length;
        covered.throws += run.end === 'throw' ? 1 : 0;
      }
    }
  });

  it('ran enough to mean something', () => {
    expect(covered.events).toBeGreaterThan(5000);
    expect(covered.reads).toBeGreaterThan(300);
    expect(covered.throws).toBeGreaterThan(50);
  });
});
