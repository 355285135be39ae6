/**
 * What every question to the graph gives: rows that point into the source, and edges between them. A selection never
 * changes; narrowing it makes another one.
 */
import { MultiDirectedGraph } from 'graphology';

/** A function, statement, place of access, module or match, as people read it. */
export interface Hit {
  /** A node id, or the id of a graph node. */
  readonly id: string;
  readonly kind:
    'function' | 'module' | 'statement' | 'condition' | 'write' | 'read' | 'match' | 'class';
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly endLine: number;
  /** Name of the function that it is, or is in. */
  readonly name: string;
  /** Source text in one line, or a signature. */
  readonly text: string;
  /** What else is known: distance, confidence, outcome, complexity, bound holes. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}

export interface HitEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'calls' | 'data' | 'control' | 'flow' | 'imports' | 'call' | 'return';
  readonly label: string;
}

export type HitGraph = MultiDirectedGraph<Omit<Hit, 'facts'>, HitEdge>;

export class Selection {
  readonly hits: readonly Hit[];
  readonly edges: readonly HitEdge[];
  /** What was cut off or could not be read, for people. */
  readonly notes: readonly string[];

  constructor(hits: readonly Hit[], edges: readonly HitEdge[] = [], notes: readonly string[] = []) {
    const ids = new Set(hits.map(({ id }) => id));
    this.hits = hits;
    this.edges = edges.filter(({ from, to }) => ids.has(from) && ids.has(to));
    this.notes = notes;
  }

  get size(): number {
    return this.hits.length;
  }

  where(takes: (hit: Hit) => boolean): Selection {
    return new Selection(this.hits.filter(takes), this.edges, this.notes);
  }

  /** Files by a glob: `*` within a folder, `**` across folders. */
  inFiles(glob: string): Selection {
    const pattern = filePattern(glob);
    return this.where(({ file }) => pattern.test(file));
  }

  first(count: number): Selection {
    if (this.hits.length <= count) return this;
    const note = `${this.hits.length - count} more left out`;
    return new Selection(this.hits.slice(0, count), this.edges, [...this.notes, note]);
  }

  /** The rows with one more fact, where there is one. */
  withFact(name: string, value: (hit: Hit) => number | null): Selection {
    const hits = this.hits.map((hit) => {
      const found = value(hit);
      return found === null ? hit : { ...hit, facts: { ...hit.facts, [name]: found } };
    });
    return new Selection(hits, this.edges, this.notes);
  }

  withNote(note: string): Selection {
    return new Selection(this.hits, this.edges, [...this.notes, note]);
  }

  sortedBy(key: (hit: Hit) => number): Selection {
    return new Selection(
      [...this.hits].sort((a, b) => key(b) - key(a)),
      this.edges,
      this.notes,
    );
  }

  /** The rows of both; a row that both have is there once. */
  and(other: Selection): Selection {
    const known = new Set(this.hits.map(({ id }) => id));
    return new Selection(
      [...this.hits, ...other.hits.filter(({ id }) => !known.has(id))],
      [...this.edges, ...other.edges],
      [...this.notes, ...other.notes],
    );
  }

  without(other: Selection): Selection {
    const known = new Set(other.hits.map(({ id }) => id));
    return this.where(({ id }) => !known.has(id));
  }

  /** As a graph of its own, for plugins and exporters; facts become attributes. */
  graph(): HitGraph {
    const graph: HitGraph = new MultiDirectedGraph<Omit<Hit, 'facts'>, HitEdge>();
    for (const { facts, ...hit } of this.hits)
      if (!graph.hasNode(hit.id)) graph.addNode(hit.id, { ...hit, ...facts });
    for (const edge of this.edges) graph.addDirectedEdge(edge.from, edge.to, edge);
    return graph;
  }
}

/** @returns a pattern for whole paths; a glob without `/` also fits the last part of any */
export function globPattern(glob: string): RegExp {
  return patternOf(glob, '');
}

/** @returns a pattern for paths of files; a folder fits all that is in it: `src`, `./src/`, `src/**` */
export function filePattern(glob: string): RegExp {
  return patternOf(glob.replace(/(?!^)\/$/u, '').replace(/^\.\//u, '/'), '(?:/.*)?');
}

function patternOf(glob: string, ending: string): RegExp {
  const source = glob
    .replace(/^\//u, '')
    .replace(/[.+^${}()|[\]\\]/gu, '\\$&')
    .replace(/\*\*\/|\*\*|\*|\?/gu, (token) => {
      if (token === '**/') return '(?:.*/)?';
      if (token === '**') return '.*';
      return token === '*' ? '[^/]*' : '[^/]';
    });
  return new RegExp(`^${glob.includes('/') ? '' : '(?:.*/)?'}${source}${ending}$`, 'u');
}
