/**
 * What a file that changed has in common with the file as it was: vertices and tokens that may go by the numbers that they had. Whatever is
 * matched, what is linked is the same; the more is, the less is linked again. Tokens keep their order, as it decides who has room
 * in sets that are limited, and are matched only where everything that is said of them without a row is the same.
 */
import type { FileFacts } from '../../../facts/file-facts.ts';
import {
  CALLABLE_TOKENS,
  EXPORTS_VERTEX,
  FLOW_ROW,
  MODULE_EXPORTS_VERTEX,
  OP,
  SIGNATURE_ROW,
} from '../../../facts/flow/flow-fact.ts';
import { align, pairUp } from './align.ts';
import { colorsOf } from './color.ts';
import type { Colors, Meaning } from './color.ts';

/** By number in the file as it is: the number in the file as it was, or -1. */
export interface Match {
  readonly vertices: Int32Array;
  readonly tokens: Int32Array;
}

/** Numbers of texts, the same for both files. */
class Words {
  readonly #numbers = new Map<string, number>();

  of(text: string): number {
    let number = this.#numbers.get(text);
    if (number === undefined) this.#numbers.set(text, (number = this.#numbers.size + 1));
    return number;
  }
}

/** `callback~2` is one among callbacks. */
const plain = (name: string): string => name.replace(/~\d+/gu, '');

/** The columns of a function's signature. */
function signatureAt({ flow }: FileFacts, fn: number): readonly number[] {
  return [...flow.signatures.subarray(fn * SIGNATURE_ROW, (fn + 1) * SIGNATURE_ROW)];
}

/** Vertices of a function: what it returns, `this`, its parameters. */
function verticesOf(file: FileFacts, fn: number): readonly number[] {
  const [result, self, first, count] = signatureAt(file, fn) as [number, number, number, number];
  return [result, self, ...Array.from({ length: count }, (_, index) => first + index)];
}

class Version {
  readonly file: FileFacts;
  readonly functions: readonly number[];
  readonly classes: readonly number[];
  /** Vertices that are none of a signature. */
  readonly free: Int32Array;
  readonly colors: Colors;
  /** By object token, from the first of them. */
  readonly objects: Int32Array;

  constructor(file: FileFacts, words: Words) {
    this.file = file;
    const { flow } = file;
    this.functions = file.functions.map(({ name, kind }, fn) => {
      const [, , , params, rest, restObject, argumentsObject] = signatureAt(file, fn);
      const shape = [params, rest, (restObject as number) < 0, (argumentsObject as number) < 0];
      return words.of(`function ${plain(name)} ${kind} ${shape.join()}`);
    });
    const declared = file.classes.map((): string[] => []);
    for (let at = 0; at < flow.rows.length; at += FLOW_ROW) {
      if (flow.rows[at] !== OP.declare) continue;
      const token = (flow.rows[at + 1] as number) - file.functions.length * CALLABLE_TOKENS;
      const name = file.names[flow.rows[at + 2] as number] as string;
      declared[Math.floor(token / CALLABLE_TOKENS)]?.push(`${token % CALLABLE_TOKENS} ${name}`);
    }
    this.classes = file.classes.map(({ name }, index) => {
      const members = (declared[index] as string[]).sort().join();
      const isBuilt = (flow.constructors[index] ?? -1) !== -1;
      return words.of(`class ${plain(name)} ${isBuilt} ${members}`);
    });
    const meaning = this.#meaning(words);
    this.colors = colorsOf(flow, meaning);
    this.objects = this.#objects();
    const isTaken = new Uint8Array(flow.vertices);
    isTaken[EXPORTS_VERTEX] = isTaken[MODULE_EXPORTS_VERTEX] = 1;
    file.functions.forEach((_, fn) => {
      for (const vertex of verticesOf(file, fn)) isTaken[vertex] = 1;
    });
    this.free = Int32Array.from(isTaken.keys()).filter((vertex) => isTaken[vertex] === 0);
  }

  get callables(): number {
    return (this.functions.length + this.classes.length) * CALLABLE_TOKENS;
  }

  #meaning(words: Words): Meaning {
    const { names, flow } = this.file;
    const callables = [...this.functions, ...this.classes];
    return {
      name: (index) => (index < 0 ? index : words.of(`name ${names[index] ?? ''}`)),
      module: (index) => words.of(`module ${flow.modules[index] ?? ''}`),
      class: (index) => this.classes[index] as number,
      function: (index) => this.functions[index] as number,
      token: (index) =>
        index < this.callables
          ? (callables[Math.floor(index / CALLABLE_TOKENS)] as number) * CALLABLE_TOKENS +
            (index % CALLABLE_TOKENS)
          : words.of('object'),
    };
  }

  /** What each object is told from others by: who holds it. */
  #objects(): Int32Array {
    const { rows, objects } = this.file.flow;
    const held = Int32Array.from(objects, (kind) => kind);
    for (let at = 0; at < rows.length; at += FLOW_ROW) {
      const object = (rows[at + 2] as number) - this.callables;
      if (rows[at] !== OP.token || object < 0) continue;
      const holder = this.colors.all[rows[at + 1] as number] as number;
      held[object] = (Math.imul(held[object] as number, 31) + holder) | 0;
    }
    return held;
  }
}

/** A callable counts as kept only with everything that its signature names. */
function matchTokens(before: Version, after: Version): Int32Array {
  const functions = align(before.functions, after.functions);
  // The first object is what the file exports.
  const objects = new Int32Array(after.objects.length).fill(-1).fill(0, 0, 1);
  align(before.objects, after.objects, objects);
  pairUp(before.objects.length, objects);
  const [kinds, were] = [after.file.flow.objects, before.file.flow.objects];
  objects.forEach((old, at) => {
    if (old !== -1 && kinds[at] !== were[old]) objects[at] = -1;
  });
  const isKept = (token: number, old: number): boolean =>
    token === -1 ? old === -1 : objects[token - after.callables] === old - before.callables;
  functions.forEach((old, fn) => {
    if (old === -1) return;
    const [rest, list] = signatureAt(after.file, fn).slice(-2) as [number, number];
    const [oldRest, oldList] = signatureAt(before.file, old).slice(-2) as [number, number];
    if (!isKept(rest, oldRest) || !isKept(list, oldList)) functions[fn] = -1;
  });
  const classes = align(before.classes, after.classes);
  classes.forEach((old, index) => {
    const own = after.file.flow.constructors[index] ?? -1;
    if (old !== -1 && own !== -1 && functions[own] !== before.file.flow.constructors[old])
      classes[index] = -1;
  });
  const callables = [
    ...functions,
    ...Array.from(classes, (old) => (old === -1 ? -1 : before.functions.length + old)),
  ];
  return Int32Array.from([
    ...callables.flatMap((old) =>
      old === -1 ? [-1, -1, -1] : [0, 1, 2].map((role) => old * CALLABLE_TOKENS + role),
    ),
    ...Array.from(objects, (old) => (old === -1 ? -1 : before.callables + old)),
  ]);
}

function matchVertices(before: Version, after: Version, tokens: Int32Array): Int32Array {
  const vertices = new Int32Array(after.file.flow.vertices).fill(-1);
  vertices[EXPORTS_VERTEX] = EXPORTS_VERTEX;
  vertices[MODULE_EXPORTS_VERTEX] = MODULE_EXPORTS_VERTEX;
  after.functions.forEach((_, fn) => {
    const old = tokens[fn * CALLABLE_TOKENS] as number;
    if (old === -1) return;
    const were = verticesOf(before.file, old / CALLABLE_TOKENS);
    verticesOf(after.file, fn).forEach((vertex, at) => {
      vertices[vertex] = were[at] as number;
    });
  });
  const pick = (free: Int32Array, colors: Int32Array): Int32Array =>
    free.map((vertex) => colors[vertex] as number);
  const kept = new Int32Array(after.free.length).fill(-1);
  for (const way of ['all', 'given'] as const)
    align(pick(before.free, before.colors[way]), pick(after.free, after.colors[way]), kept);
  pairUp(before.free.length, kept);
  kept.forEach((old, at) => {
    if (old !== -1) vertices[after.free[at] as number] = before.free[old] as number;
  });
  return vertices;
}

/** @returns what the later facts have in common with the earlier ones */
export function matchFacts(earlier: FileFacts, later: FileFacts): Match {
  const words = new Words();
  const before = new Version(earlier, words);
  const after = new Version(later, words);
  const tokens = matchTokens(before, after);
  return { tokens, vertices: matchVertices(before, after, tokens) };
}
