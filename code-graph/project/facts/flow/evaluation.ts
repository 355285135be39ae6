/** What the files of this folder hand each other: the writer, where the walk is, and how a part is evaluated. */
import type { SyntaxNode } from '../../../syntax/node.ts';
import type { FileTypes } from './type.ts';
import type { FlowWriter } from './writer.ts';

export interface Evaluation {
  readonly writer: FlowWriter;
  readonly types: FileTypes;
  /** Index of the running function. */
  fn: number;
  /** Vertex of `this`, -1 where it is nothing that is known. */
  self: number;
  /** Vertex of what the class around extends, for `super`; -1 where there is none. */
  super: number;
  /** The member around is static. */
  isStatic: boolean;
  /** Vertex of the object that `export` writes to: that of the module, or of a namespace. */
  exports: number;
  /** Vertices of the objects of members that are called, by the member. */
  readonly receivers: Map<SyntaxNode, number>;
  /** Evaluates a part of the program. @returns the vertex of its value, or -1 where nothing that matters flows from there */
  value(node: SyntaxNode | null): number;
  /** Evaluates statements and whatever else has no value. */
  run(node: SyntaxNode): void;
}

/** A case of the walk: the vertex of the value of a node of one type. */
export type Rule = (evaluation: Evaluation, node: SyntaxNode) => number;
