/**
 * A file in the numbering over all files. Its vertices and tokens have numbers in one piece, or where the file came after another
 * version of itself, those of what both have and others for what is new.
 */
import type { FileFacts } from '../../../facts/file-facts.ts';

/** By the number in the file: that in the project. */
export type Numbers = number | Int32Array;

export interface PlaceParts {
  readonly facts: FileFacts;
  /** The same for all versions of a file. */
  readonly number: number;
  readonly isTest: boolean;
  /** Global name by the file's. */
  readonly names: Int32Array;
  readonly vertices: Numbers;
  readonly tokens: Numbers;
}

const numberOf = (numbers: Numbers, local: number): number =>
  typeof numbers === 'number' ? numbers + local : (numbers[local] as number);

export class FilePlace {
  readonly facts: FileFacts;
  readonly number: number;
  readonly isTest: boolean;
  readonly names: Int32Array;
  /** Of each imported module the file that it is, where it is one of the project. */
  readonly modules: (FilePlace | null)[];
  /** What built-ins make in this file: see `scene.ts`. */
  readonly made = new Map<number, number>();
  /** Place among the files. */
  order = 0;
  readonly #vertices: Numbers;
  readonly #tokens: Numbers;

  constructor({ facts, number, isTest, names, vertices, tokens }: PlaceParts) {
    this.facts = facts;
    this.number = number;
    this.isTest = isTest;
    this.names = names;
    this.modules = facts.flow.modules.map(() => null);
    this.#vertices = vertices;
    this.#tokens = tokens;
  }

  /** @param local  not negative */
  vertex(local: number): number {
    return numberOf(this.#vertices, local);
  }

  token(local: number): number {
    return numberOf(this.#tokens, local);
  }
}
