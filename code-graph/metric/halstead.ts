/**
 * Halstead's measures of a function: operators are what acts (signs, keywords, calls, member access), operands what is
 * acted on (names, literals). Types and comments are neither. Functions inside count along.
 * @see Maurice H. Halstead, Elements of Software Science, 1977
 */
import { isTypeNode } from '../syntax/binding/pattern.ts';
import { walkSyntax } from '../syntax/node.ts';
import type { FunctionInfo } from '../syntax/scope-table.ts';

export interface Halstead {
  /** Different operators and operands. */
  readonly vocabulary: number;
  /** All of them. */
  readonly length: number;
  readonly volume: number;
  readonly difficulty: number;
  readonly effort: number;
}

const OPERANDS =
  /identifier$|^(?:number|string|regex|true|false|null|undefined|this|super|string_fragment)$/u;
/** Nodes that act by brackets; the brackets themselves do not count. */
const ACTING: Readonly<Record<string, string>> = {
  call_expression: '()',
  subscript_expression: '[]',
  array: '[,]',
  object: '{,}',
  template_substitution: '${}',
};
const BRACKETS = /^(?:[(){}[\];,"'`]|\$\{)$/u;

/** @returns the measures; all zero for a function without content */
export function halstead(fn: FunctionInfo, text: string): Halstead {
  const operators = new Map<string, number>();
  const operands = new Map<string, number>();
  const add = (map: Map<string, number>, name: string): void =>
    void map.set(name, (map.get(name) ?? 0) + 1);
  walkSyntax(fn.body ?? fn.node, (node) => {
    if (node.type === 'comment' || isTypeNode(node)) return false;
    const acting = ACTING[node.type];
    if (acting !== undefined) add(operators, acting);
    if (!node.named && !BRACKETS.test(node.type)) add(operators, node.type);
    if (OPERANDS.test(node.type)) {
      add(operands, text.slice(node.start, node.end));
      return false;
    }
    return true;
  });
  const sum = (map: ReadonlyMap<string, number>): number =>
    [...map.values()].reduce((all, count) => all + count, 0);
  const vocabulary = operators.size + operands.size;
  const length = sum(operators) + sum(operands);
  const volume = vocabulary === 0 ? 0 : length * Math.log2(vocabulary);
  const difficulty =
    operands.size === 0 ? 0 : (operators.size / 2) * (sum(operands) / operands.size);
  return { vocabulary, length, volume, difficulty, effort: volume * difficulty };
}
