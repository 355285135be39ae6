/**
 * One recording held against the graphs of its files: every event must be a step along edges of its function's control-flow
 * graph, every value read must come from a write that the data flow names, and every branch that decided something must be a
 * parent in the control dependence graph.
 */
import { childOf } from '../../../code-graph/index.ts';
import type { FunctionBody, SyntaxNode } from '../../../code-graph/index.ts';
import { reaching } from '../../../code-graph/index.ts';
import { EXIT, THROW_EXIT, labelName } from '../../../code-graph/body/cfg.ts';
import { eachEdge } from '../../../code-graph/body/flow/edge.ts';
import type { Recording } from '../../../capture/recording.ts';
import type { SiteEvent, Value } from '../../../protocol/event.ts';
import type { Site } from '../../../protocol/site.ts';
import { checkControl } from './control.ts';
import type { Observed } from './control.ts';
import { Memory, writeNodeOf, writtenLink } from './pair.ts';
import type { FlowFile, Place } from './place.ts';
import { newTally, quote } from './tally.ts';
import type { Miss, Tally } from './tally.ts';
import { FrameWalk } from './walk.ts';

interface Seen {
  readonly place: Place;
  readonly site: Site;
}

/** What a site event says was computed; null where it says no value. */
function valueOf(event: SiteEvent): Value | null {
  return 'value' in event ? event.value : null;
}

/** What a condition can go by: `x++` came to another value than `x` took, and a class to another than its fields. */
function conditionOf(site: Site, value: Value | null): Value | null {
  const isOther =
    site.update?.startsWith('postfix') === true || /^(?:delete|field)$/u.test(site.kind);
  return isOther ? null : value;
}

class Checker {
  readonly tally: Tally = newTally();
  private readonly files: ReadonlyMap<string, FlowFile>;
  private readonly memory = new Memory();
  private readonly walks = new Map<string, FrameWalk>();
  private readonly observed = new Map<FunctionBody, Observed>();
  private readonly pairs = new Map<SyntaxNode, { body: FunctionBody; writes: Set<SyntaxNode> }>();
  private readonly missed = new Set<string>();

  constructor(files: ReadonlyMap<string, FlowFile>) {
    this.files = files;
  }

  private miss(what: Miss['what'], body: FunctionBody, at: SyntaxNode, text: string): void {
    const { path, text: source } = body.scopes.tree;
    const key = `${what} ${path} ${text}`;
    if (this.missed.has(key)) return;
    this.missed.add(key);
    const line = source.slice(0, at.start).split('\n').length;
    this.tally.misses.push({ what, file: path, line, text });
  }

  /** Records were lost: activations that run are not followed on. */
  lose(): void {
    this.tally.lost += 1;
    this.walks.clear();
    this.memory.clear();
  }

  event(event: SiteEvent, site: Site): void {
    const place = this.files.get(site.file)?.placeOf(site) ?? null;
    if (place === null || event.frame === 0) return;
    const key = `${event.process}:${event.frame}`;
    if (event.type === 'iteration-started') this.memory.round(event);
    if (event.type === 'call-start') this.start(event, { place, site }, key);
    else if (event.type === 'call-end') this.end(event, place, key);
    else this.inFrame(event, { place, site }, this.walks.get(key));
  }

  private start(event: Extract<SiteEvent, { type: 'call-start' }>, seen: Seen, key: string): void {
    const { body } = seen.place;
    const { fn } = body;
    this.tally.activations += 1;
    this.memory.start(event, fn.id);
    const file = this.files.get(seen.site.file) as FlowFile;
    const onEdge = (from: number, to: number, label: number): void => {
      let edges = this.observed.get(body);
      if (edges === undefined) this.observed.set(body, (edges = new Map()));
      const edge = from * body.cfg.size + to;
      edges.set(edge, (edges.get(edge) ?? 0) | (1 << label));
      const unseen = file.unreportedWrite(body, to);
      if (unseen !== null) this.memory.forget(event, unseen);
    };
    this.walks.set(key, new FrameWalk(body, file.stops(body), onEdge));
    for (const [at, name] of (seen.site.names ?? []).entries()) {
      const binding = fn.params.findLast((param) => param.name === name);
      const value = event.values[at];
      if (binding === undefined || value === undefined) continue;
      this.memory.writeVariable(event, binding, { write: binding.node, value });
    }
  }

  private end(event: Extract<SiteEvent, { type: 'call-end' }>, place: Place, key: string): void {
    const walk = this.walks.get(key);
    this.walks.delete(key);
    if (walk === undefined) return;
    const { isGenerator } = place.body.fn;
    const goals = event.outcome === 'returned' ? [EXIT] : [THROW_EXIT];
    if (walk.end(isGenerator ? [EXIT, THROW_EXIT] : goals)) return;
    this.missWalk('end', walk, place.syntax, `the activation ended (${event.outcome})`);
  }

  private missWalk(what: 'walk' | 'end', walk: FrameWalk, at: SyntaxNode, text: string): void {
    const { body } = walk;
    const { text: source } = body.scopes.tree;
    const from = walk.before().map((node) => {
      if (node === 0) return 'the entry';
      return quote(source, body.cfg.syntax[node] as SyntaxNode);
    });
    this.miss(what, body, at, `${body.fn.name}: from ${from.slice(0, 3).join(' or ')} to ${text}`);
  }

  private inFrame(event: SiteEvent, seen: Seen, walk: FrameWalk | undefined): void {
    const { place, site } = seen;
    const value = valueOf(event);
    let isSkipped = false;
    if (walk !== undefined && place.role !== 'mark') {
      this.tally.steps += 1;
      if (site.kind === 'branch' || place.role === 'inside') this.tally.outcomes += 1;
      const text = place.body.scopes.tree.text;
      if (!walk.step(place, conditionOf(site, value)))
        this.missWalk('walk', walk, place.syntax, `${quote(text, place.syntax)} (${site.kind})`);
      isSkipped =
        place.nodes.length > 0 && !walk.nodes().some((node) => place.nodes.includes(node));
    }
    if (value !== null && !isSkipped) this.data(event, seen, value);
  }

  private data(event: SiteEvent, { place, site }: Seen, value: Value): void {
    const { body, syntax } = place;
    const { scopes } = body;
    switch (event.type) {
      case 'variable-written':
      case 'error-caught': {
        const name = site.kind === 'catch' ? childOf(syntax, 'parameter') : nameOf(syntax);
        const binding = name === null ? null : scopes.resolve(name);
        if (name === null || binding === null) return;
        const write = site.kind === 'catch' ? name : writeNodeOf(place);
        this.memory.writeVariable(event, binding, { write, value });
        return;
      }
      case 'property-written': {
        const link = writtenLink(syntax);
        const written = { write: syntax, value };
        if (link !== null) this.memory.writeProperty(event, link, written);
        return;
      }
      case 'property-read': {
        const written = this.memory.readProperty(event, syntax);
        this.memory.sawObject(event, syntax, value);
        if (written !== null) this.pair('property', body, written.write, syntax);
        return;
      }
      case 'value-read': {
        this.memory.sawObject(event, syntax, value);
        if (syntax.type !== 'identifier' || site.kind !== 'value') return;
        const binding = scopes.resolve(syntax);
        const written = binding === null ? null : this.memory.readVariable(event, binding, value);
        if (written !== null) this.pair('variable', body, written.write, syntax);
        return;
      }
      default:
    }
  }

  private pair(
    kind: 'variable' | 'property',
    body: FunctionBody,
    write: SyntaxNode,
    read: SyntaxNode,
  ): void {
    if (kind === 'variable') this.tally.variables += 1;
    else this.tally.properties += 1;
    let known = this.pairs.get(read);
    if (known === undefined) this.pairs.set(read, (known = { body, writes: new Set() }));
    if (known.writes.has(write)) return;
    known.writes.add(write);
    if (reaching(body, read).definitions.some((definition) => definition.write === write)) return;
    const { text } = body.scopes.tree;
    this.miss(kind, body, read, `${quote(text, read)} read what ${quote(text, write)} wrote`);
  }

  finish(): Tally {
    const { tally } = this;
    tally.unexplained = this.memory.unexplained;
    for (const walk of this.walks.values()) if (walk.body.fn.kind === 'module') walk.end([EXIT]);
    for (const [body, observed] of this.observed) {
      this.precision(body, observed);
      const { pairs, direct, misses } = checkControl(body, observed);
      tally.control += pairs;
      tally.controlDirect += direct;
      const { text } = body.scopes.tree;
      for (const { branch, node } of misses) {
        const [decides, decided] = [branch, node].map((at) => body.cfg.syntax[at] as SyntaxNode);
        this.miss(
          'control',
          body,
          decided as SyntaxNode,
          `${quote(text, decides as SyntaxNode)} decided ${quote(text, decided as SyntaxNode)}`,
        );
      }
    }
    for (const [read, { body, writes }] of this.pairs) {
      const { definitions } = reaching(body, read);
      tally.definitions.all += definitions.length;
      tally.definitions.seen += definitions.filter(({ write }) => writes.has(write)).length;
    }
    return tally;
  }

  private precision(body: FunctionBody, observed: Observed): void {
    const { cfg } = body;
    const executed = new Set<number>();
    for (const edge of observed.keys())
      executed.add(Math.floor(edge / cfg.size)).add(edge % cfg.size);
    for (const node of executed)
      eachEdge(cfg.succ, node, (to, label) => {
        const counts = (this.tally.edges[labelName(label)] ??= { all: 0, taken: 0 });
        counts.all += 1;
        if (((observed.get(node * cfg.size + to) ?? 0) & (1 << label)) !== 0) counts.taken += 1;
      });
  }
}

function nameOf(write: SyntaxNode): SyntaxNode | null {
  if (/identifier/u.test(write.type)) return write;
  const target = childOf(write, 'name') ?? childOf(write, 'left') ?? childOf(write, 'argument');
  let at = target;
  while (
    at !== null &&
    /parenthesized|_expression$|assertion/u.test(at.type) &&
    at.children.length > 0
  )
    at = at.children.find(({ named }) => named) ?? null;
  return at;
}

/** @returns what the events of a recording say about the graphs of these files */
export function checkRecording(
  recording: Pick<Recording, 'events' | 'sites'>,
  files: ReadonlyMap<string, FlowFile>,
): Tally {
  const checker = new Checker(files);
  for (const event of recording.events) {
    if (event.type === 'events-dropped' || event.type === 'probe-throttled') checker.lose();
    if (!('frame' in event) || !('site' in event)) continue;
    const site = recording.sites[event.site];
    if (site !== undefined) checker.event(event, site);
  }
  return checker.finish();
}
