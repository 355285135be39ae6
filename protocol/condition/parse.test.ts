/** The language of conditions: what it reads, and what it refuses with the place and the reason. */
import { parseCondition } from './parse.ts';
import { replaceNames } from './condition.ts';
import type { Condition } from './condition.ts';

/** The tree in prefix form, short enough to be read. */
function show(condition: Condition): string {
  switch (condition.kind) {
    case 'literal':
      return JSON.stringify(condition.value);
    case 'bigint':
      return `${condition.digits}n`;
    case 'name':
      return condition.name;
    case 'input':
      return `$${condition.at}`;
    case 'get':
      return `${show(condition.object)}[${show(condition.key)}]`;
    case 'unary':
      return `(${condition.operator} ${show(condition.operand)})`;
    case 'binary':
      return `(${show(condition.left)} ${condition.operator} ${show(condition.right)})`;
    default:
      return condition.kind;
  }
}

function check(text: string): string {
  const parsed = parseCondition(text);
  return 'fault' in parsed ? `${parsed.fault.at}: ${parsed.fault.message}` : show(parsed.condition);
}

describe('a condition', () => {
  it.each([
    ['x', 'x'],
    ['total > 100 && !done', '((total > 100) && (! done))'],
    ['a || b && c === 1', '(a || (b && (c === 1)))'],
    ['(a || b) && c', '((a || b) && c)'],
    ['a - b - c * 2 % 3', '((a - b) - ((c * 2) % 3))'],
    ['order.user?.name', 'order["user"]["name"]'],
    ['rows[i + 1]["a\\nb"]?.[0]', 'rows[(i + 1)]["a\\nb"][0]'],
    [
      "name startsWith 'a' || name contains 'b\\u0041'",
      '((name startsWith "a") || (name contains "bA"))',
    ],
    ['typeof x === "number"', '((typeof x) === "number")'],
    ['a ?? b ?? null', '((a ?? b) ?? null)'],
    ['-1.5e3 <= x', '((- 1500) <= x)'],
    [
      'x !== undefined && x != NaN && -Infinity < x',
      '(((x !== undefined) && (x != nan)) && ((- infinity) < x))',
    ],
    ['x === 0xff || x === 12n || x === .5', '(((x === 255) || (x === 12n)) || (x === 0.5))'],
    ['this.items.length >= 3', '(this["items"]["length"] >= 3)'],
    ['contains contains "x"', '(contains contains "x")'],
    ['a.contains.typeof.if', 'a["contains"]["typeof"]["if"]'],
    ['größe$_1', 'größe$_1'],
    ['constructor.__proto__', 'constructor["__proto__"]'],
    ['true && false === null', '(true && (false === null))'],
    ['"typeof" + "-"', '("typeof" + "-")'],
  ])('%s', (text, tree) => expect(check(text)).toBe(tree));

  it.each([
    ['', '1: a value is missing before the end'],
    ['a &&', '5: a value is missing before the end'],
    ['a b', '3: b is not expected here'],
    ['f(x)', '2: calls are not possible: a condition runs nothing of the program'],
    ['a.b?.(x)', '6: calls are not possible: a condition runs nothing of the program'],
    ['x = 1', '3: =: a condition changes nothing; === compares'],
    ['x += 1', '3: +=: a condition changes nothing; === compares'],
    ['x++ > 1', '2: ++: a condition changes nothing; === compares'],
    ['() => 1', '2: a value is missing before )'],
    ['x => 1', '3: =>: functions are not possible: a condition runs nothing'],
    ['`${x}`', '1: `: template texts are not possible; "…" is a text'],
    ['this.#x', '6: #: private fields cannot be read'],
    ['a ? b : c', '3: ?: ?: is not possible; && and || can say it'],
    ['/a+/ ', '1: patterns are not possible; contains, startsWith and endsWith compare texts'],
    ['new Date', '1: new is not possible in a condition'],
    ['x instanceof Map', '3: instanceof is not expected here'],
    ['await x', '1: await is not possible in a condition'],
    ['a ?? b || c', '8: ?? and || together want parentheses'],
    ['a & b', '3: &: this operator is not possible'],
    ['a ** 2', '3: **: this operator is not possible'],
    ['(a', '3: ) is missing before the end'],
    ['a[1', '4: ] is missing before the end'],
    ['a.', "3: a field's name is missing before the end"],
    ['"abc', '1: ": the text does not end'],
    ['"\\u{110000}"', '1: an escape in the text is not known'],
    ['3px', '1: 3px is not a number'],
    ['a; b', '2: ;: one expression is all there can be'],
    ['{}', '1: {: one expression is all there can be'],
    ['...a', '1: ...: nothing can be spread'],
    ['a @ b', '3: @ means nothing here'],
    ['a \u{1f4a5}', '3: \u{1f4a5} means nothing here'],
    [`${'('.repeat(200)}x`, '61: too much for one condition'],
    ['x'.repeat(501), '501: longer than 500 letters'],
  ])('refuses %s', (text, fault) => expect(check(text)).toBe(fault));

  it('says which names it uses, and where', () => {
    const parsed = parseCondition('order.total > limit && order');
    expect('names' in parsed && parsed.names).toEqual([
      { name: 'order', at: 1 },
      { name: 'limit', at: 15 },
      { name: 'order', at: 24 },
    ]);
  });

  it('can have its names replaced', () => {
    const parsed = parseCondition('!(a.b[c] > -c) && 1');
    if ('fault' in parsed) throw new Error('not read');
    const made = replaceNames(parsed.condition, (name) => ({
      kind: 'input',
      at: name === 'a' ? 0 : 1,
    }));
    expect(show(made)).toBe('((! ($0["b"][$1] > (- $1))) && 1)');
  });

  it('ends for any text', () => {
    const letters = 'ab1 .?[]()!=<>&|+-*/%"\'`\\#n0x${}';
    let seed = 7;
    for (let n = 0; n < 3000; n += 1) {
      let text = '';
      for (let k = 0; k < n % 40; k += 1) {
        seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
        text += letters[seed % letters.length];
      }
      const parsed = parseCondition(text);
      if ('fault' in parsed) expect(parsed.fault.at).toBeLessThanOrEqual(text.length + 1);
    }
  });
});
