/** Which faults can be made, each in a program that stays one. */
import { parseSource } from '../../code-graph/index.ts';
import { editedText } from '../robust/moved-text.ts';
import { mutationsOf, statementsOf } from './mutate.ts';

const TEXT = `'use strict';
import { a } from 'a';
export function price(items: Item[], vat = 0.2) {
  'use strict';
  if (!items.length) return null;
  log(items, 'priced');
  const sum = items.reduce((all, one) => all + one.net, 0);
  return sum >= 100 ? sum : sum * (1 + vat);
}
`;

function changed(text: string): readonly string[] {
  return mutationsOf('a.ts', text).map(({ kind, edit }) => {
    const now = editedText(text, [edit]);
    const lines = text.split('\n');
    const line = now.split('\n').find((one, at) => one !== lines[at]);
    return `${kind}: ${line?.trim()}`;
  });
}

it('each place that decides or computes can be wrong', () =>
  expect(changed(TEXT)).toEqual([
    'condition: if (!(!items.length)) return null;',
    'negation: if ((items.length)) return null;',
    'dropped: ;',
    "arguments: log('priced', items);",
    "string: log(items, 'priced_');",
    'arguments: const sum = items.reduce(0, (all, one) => all + one.net);',
    'operator: const sum = items.reduce((all, one) => all - one.net, 0);',
    'number: const sum = items.reduce((all, one) => all + one.net, (0 + 1));',
    'operator: return sum > 100 ? sum : sum * (1 + vat);',
    'number: return sum >= (100 + 1) ? sum : sum * (1 + vat);',
    'operator: return sum >= 100 ? sum : sum + (1 + vat);',
    'operator: return sum >= 100 ? sum : sum * (1 - vat);',
    'number: return sum >= 100 ? sum : sum * ((1 + 1) + vat);',
  ]));

it('every faulty program can still be read', () => {
  for (const { edit } of mutationsOf('a.ts', TEXT)) {
    const text = editedText(TEXT, [edit]);
    expect(parseSource('a.ts', text).tree.root.hasError).toBe(false);
  }
});

it('a text that cannot be read whole is left alone', () =>
  expect(mutationsOf('a.js', 'function f( { return 1 + 1; }')).toEqual([]));

it('counted are the statements of functions, not their directives', () =>
  expect(statementsOf('a.ts', TEXT).map(({ type }) => type)).toEqual([
    'if_statement',
    'expression_statement',
    'lexical_declaration',
    'return_statement',
  ]));
