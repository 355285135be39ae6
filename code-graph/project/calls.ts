/**
 * Call edges in columns: names once, four numbers an edge, two a site. What a linked project keeps and the cache stores; the
 * records are made for those edges that somebody asks for.
 */
import type { NodeId } from '../../protocol/ids.ts';
import type { GraphColumns } from './columns.ts';
import { readSite } from './facts/file-facts.ts';
import type { FileFacts } from './facts/file-facts.ts';
import { fragmentOf } from './fragment.ts';
import { VIAS } from './link/call.ts';
import type { CallEdge, LinkedCalls } from './link/call.ts';

type Rest = Omit<CallEdge, 'from' | 'to' | 'sites'>;

/** As it is stored. */
export interface StoredCalls {
  /** Ids of callers and callees. */
  readonly ids: readonly string[];
  /** What edges say beside their ends and sites; few differ. */
  readonly rests: readonly Rest[];
  /** Nodes of sites without the id of their function (`/call[2]`), or whole where they stand elsewhere. */
  readonly nodes: readonly string[];
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly rest: Int32Array;
  /** First site of each edge, and behind the last. */
  readonly first: Int32Array;
  readonly siteNode: Int32Array;
  readonly siteLine: Int32Array;
  /** See {@link LinkedCalls}. */
  readonly isCut: boolean;
}

/** What can be asked of linked calls, whether they lie in columns or as the records that linking made. */
export interface CallColumns {
  readonly length: number;
  readonly ids: readonly string[];
  /** Callers and callees, as places in `ids`. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** The project was too large to be followed to the end. */
  readonly isCut: boolean;
  /** @returns by place in `ids`: the number of the node, or -1 */
  numbersIn(columns: GraphColumns): Int32Array;
  /** How many sites the edge has. */
  sitesOf(edge: number): number;
  confidenceOf(edge: number): number;
  edgeAt(edge: number): CallEdge;
  /** Edges that end or begin at a function, most certain first. */
  touching(id: string, end: 'from' | 'to'): readonly CallEdge[];
}

function createNumbers<T>(): { readonly list: T[]; of(key: string, make: () => T): number } {
  const numbers = new Map<string, number>();
  const list: T[] = [];
  return {
    list,
    of(key, make) {
      let number = numbers.get(key);
      if (number === undefined) {
        number = list.push(make()) - 1;
        numbers.set(key, number);
      }
      return number;
    },
  };
}

/** @returns those edges in their order, as they are stored */
export function packCalls(calls: CallColumns): StoredCalls {
  const { length } = calls;
  const ids = createNumbers<string>();
  const rests = createNumbers<Rest>();
  const nodes = createNumbers<string>();
  let sites = 0;
  for (let at = 0; at < length; at += 1) sites += calls.sitesOf(at);
  const columns = {
    from: new Int32Array(length),
    to: new Int32Array(length),
    rest: new Int32Array(length),
    first: new Int32Array(length + 1),
    siteNode: new Int32Array(sites),
    siteLine: new Int32Array(sites),
  };
  let site = 0;
  // One record at a time: those of all edges together are larger than the graph.
  for (let at = 0; at < length; at += 1) {
    const { from, to, sites: places, ...rest } = calls.edgeAt(at);
    columns.from[at] = ids.of(from, () => from);
    columns.to[at] = ids.of(to, () => to);
    columns.rest[at] = rests.of(JSON.stringify(rest), () => rest);
    columns.first[at] = site;
    for (const { node, line } of places) {
      const tail = node.startsWith(`${from}/`) ? node.slice(from.length) : node;
      columns.siteNode[site] = nodes.of(tail, () => tail);
      columns.siteLine[site] = line;
      site += 1;
    }
  }
  columns.first[length] = site;
  const { isCut } = calls;
  return { ids: ids.list, rests: rests.list, nodes: nodes.list, ...columns, isCut };
}

/** Edges of each id in the order of the columns: `starts[id]` to `starts[id + 1]` of `edges`. */
function indexEnds(ends: Int32Array, ids: number): { starts: Int32Array; edges: Int32Array } {
  const starts = new Int32Array(ids + 1);
  for (const id of ends) starts[id + 1] = (starts[id + 1] as number) + 1;
  for (let id = 0; id < ids; id += 1)
    starts[id + 1] = (starts[id + 1] as number) + (starts[id] as number);
  const next = starts.slice();
  const edges = new Int32Array(ends.length);
  ends.forEach((id, edge) => {
    edges[next[id] as number] = edge;
    next[id] = (next[id] as number) + 1;
  });
  return { starts, edges };
}

type Access = Omit<CallColumns, 'length' | 'ids' | 'numbersIn' | 'touching'> & {
  readonly ids: () => readonly string[];
  /** Where names need not be looked up for it. */
  readonly numbersIn?: CallColumns['numbersIn'];
};

function ask(access: Access): CallColumns {
  const { from, edgeAt, numbersIn } = access;
  let numbers: ReadonlyMap<string, number> | null = null;
  const indexes: Partial<Record<'from' | 'to', ReturnType<typeof indexEnds>>> = {};
  const answers = new Map<string, readonly CallEdge[]>();
  let known: readonly string[] | null = null;
  const idsOf = (): readonly string[] => (known ??= access.ids());
  return {
    ...access,
    get ids() {
      return idsOf();
    },
    numbersIn: numbersIn ?? ((columns) => Int32Array.from(idsOf(), (id) => columns.numberOf(id))),
    length: from.length,
    touching(id, end) {
      const ids = idsOf();
      const key = `${end} ${id}`;
      const answer = answers.get(key);
      if (answer !== undefined) return answer;
      numbers ??= new Map(ids.map((name, number) => [name, number]));
      const number = numbers.get(id);
      if (number === undefined) return [];
      const { starts, edges } = (indexes[end] ??= indexEnds(access[end], ids.length));
      const found = [...edges.subarray(starts[number], starts[number + 1])]
        .map(edgeAt)
        .sort((a, b) => b.confidence - a.confidence);
      answers.set(key, found);
      return found;
    },
  };
}

/** The last file whose first number is not above that one. */
function fileOf(firsts: Int32Array, number: number): number {
  let low = 0;
  let high = firsts.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((firsts[middle] as number) <= number) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Nodes of all functions of the linked files. */
function numbersOf({ files, firstFunction }: LinkedCalls, { layout }: GraphColumns): Int32Array {
  const places = new Map(layout.files.map((file, at) => [file, layout.firsts[at] as number]));
  const numbers = new Int32Array(firstFunction.at(-1) ?? 0).fill(-1);
  files.forEach((file, at) => {
    const first = places.get(file);
    if (first === undefined) return;
    let fn = firstFunction[at] as number;
    for (const place of fragmentOf(file).functions)
      numbers[fn++] = place === -1 ? -1 : first + place;
  });
  return numbers;
}

/** @returns the calls as they were linked, to be asked; records are made for those that somebody asks for */
export function holdLinked(linked: LinkedCalls): CallColumns {
  const { files, firstFunction, firstSite, first, sites, isCut, from, to } = linked;
  const idOf = (fn: number): NodeId => {
    const at = fileOf(firstFunction, fn);
    return files[at]?.functions[fn - (firstFunction[at] as number)]?.id as NodeId;
  };
  return ask({
    from,
    to,
    ids: () => files.flatMap(({ functions }) => functions.map(({ id }) => id)),
    numbersIn: (columns) => numbersOf(linked, columns),
    isCut,
    sitesOf: (edge) => (first[edge + 1] as number) - (first[edge] as number),
    confidenceOf: (edge) => linked.confidence[edge] as number,
    edgeAt: (edge) => ({
      from: idOf(from[edge] as number),
      to: idOf(to[edge] as number),
      confidence: linked.confidence[edge] as number,
      source: 'static',
      via: VIAS[linked.via[edge] as number] as CallEdge['via'],
      choices: linked.choices[edge] as number,
      sites: Array.from(sites.subarray(first[edge], first[edge + 1]), (site) => {
        const at = fileOf(firstSite, site);
        const facts = files[at] as FileFacts;
        const own = site - (firstSite[at] as number);
        const { node, line } = readSite(facts, linked.moved?.get(facts)?.[own] ?? own);
        return { node, line };
      }),
    }),
  });
}

/** @returns edges that were made elsewhere, to be asked */
export function holdCalls(edges: readonly CallEdge[], isCut: boolean): CallColumns {
  const ids = createNumbers<string>();
  const number = (id: string): number => ids.of(id, () => id);
  return ask({
    from: Int32Array.from(edges, ({ from }) => number(from)),
    to: Int32Array.from(edges, ({ to }) => number(to)),
    ids: () => ids.list,
    isCut,
    sitesOf: (edge) => edges[edge]?.sites.length ?? 0,
    confidenceOf: (edge) => edges[edge]?.confidence ?? 0,
    edgeAt: (edge) => edges[edge] as CallEdge,
  });
}

/** @returns packed calls as something that can be asked */
export function openCalls(stored: StoredCalls): CallColumns {
  const { ids, rests, nodes, from, to, rest, first, siteNode, siteLine, isCut } = stored;
  const restOf = (edge: number): Rest => rests[rest[edge] as number] as Rest;
  return ask({
    ids: () => ids,
    from,
    to,
    isCut,
    sitesOf: (edge) => (first[edge + 1] as number) - (first[edge] as number),
    confidenceOf: (edge) => restOf(edge).confidence,
    edgeAt(edge) {
      const caller = ids[from[edge] as number] as NodeId;
      const sites: { readonly node: NodeId; readonly line: number }[] = [];
      for (let site = first[edge] as number; site < (first[edge + 1] as number); site += 1) {
        const node = nodes[siteNode[site] as number] as string;
        sites.push({
          node: (node.startsWith('/') ? caller + node : node) as NodeId,
          line: siteLine[site] as number,
        });
      }
      return { from: caller, to: ids[to[edge] as number] as NodeId, ...restOf(edge), sites };
    },
  });
}
