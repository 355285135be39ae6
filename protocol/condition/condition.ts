/**
 * What a `when` is once it was read: a small tree over the values that a probe reports, as plain data that goes to the target. It
 * names no functions and calls none; reading a field runs no getter and asks no proxy. What could only be known by running something
 * of the program is not known, and what is not known does not keep an event from being recorded.
 */

/** Of two values. `contains`, `startsWith` and `endsWith` are for texts. */
export const BINARY_OPERATORS = [
  '||',
  '??',
  '&&',
  '==',
  '!=',
  '===',
  '!==',
  '<',
  '<=',
  '>',
  '>=',
  'contains',
  'startsWith',
  'endsWith',
  '+',
  '-',
  '*',
  '/',
  '%',
] as const;
export type BinaryOperator = (typeof BINARY_OPERATORS)[number];

export const UNARY_OPERATORS = ['!', '-', 'typeof'] as const;
export type UnaryOperator = (typeof UNARY_OPERATORS)[number];

export type Condition =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  /** What JSON has no form for: `undefined`, `NaN`, `Infinity`, `10n` with its digits. */
  | { readonly kind: 'undefined' | 'nan' | 'infinity' }
  | { readonly kind: 'bigint'; readonly digits: string }
  | { readonly kind: 'name'; readonly name: string }
  /** The value at a position of what the probe reports; -1 where the name has none. */
  | { readonly kind: 'input'; readonly at: number }
  | { readonly kind: 'get'; readonly object: Condition; readonly key: Condition }
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Condition }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Condition;
      readonly right: Condition;
    };

/** @returns the condition with every name replaced by what `make` makes of it */
export function replaceNames(condition: Condition, make: (name: string) => Condition): Condition {
  const visit = (at: Condition): Condition => replaceNames(at, make);
  switch (condition.kind) {
    case 'name':
      return make(condition.name);
    case 'get':
      return { ...condition, object: visit(condition.object), key: visit(condition.key) };
    case 'unary':
      return { ...condition, operand: visit(condition.operand) };
    case 'binary':
      return { ...condition, left: visit(condition.left), right: visit(condition.right) };
    default:
      return condition;
  }
}
