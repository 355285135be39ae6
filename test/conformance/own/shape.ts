/** Programs that look at functions from outside: name, length, text, and what they return for given arguments. */
import type { Program } from './control.ts';

/** `P` stands for the parameters, `B` for the body; the function is then called `fn`. */
const KINDS: Readonly<Record<string, string>> = {
  declaration: 'function fn(P) { B }',
  'function expression': 'const fn = function (P) { B };',
  'named expression': 'const fn = function fn(P) { B };',
  arrow: 'const fn = (P) => { B };',
  method: 'const { fn } = { fn(P) { B } };',
  'element method': "const { fn } = { ['f' + 'n'](P) { B } };",
  'static method': 'const { fn } = class { static fn(P) { B } };',
  'class method': 'const { fn } = class { fn(P) { B } }.prototype;',
};

interface Parameters {
  readonly code: string;
  readonly length: number;
  /** What the names hold after a call with 1, { b: 2 }. */
  readonly names: readonly string[];
  readonly values: string;
  readonly isSimple: boolean;
}

const PARAMETERS: readonly Parameters[] = [
  { code: '', length: 0, names: [], values: '[]', isSimple: true },
  { code: 'a', length: 1, names: ['a'], values: '[1]', isSimple: true },
  { code: 'a, o', length: 2, names: ['a', 'o'], values: '[1, { b: 2 }]', isSimple: true },
  {
    code: 'a, o, c, d, e, f',
    length: 6,
    names: ['a', 'f'],
    values: '[1, undefined]',
    isSimple: true,
  },
  { code: 'a, o, c = a + 1', length: 2, names: ['c'], values: '[2]', isSimple: false },
  { code: 'a = 0, o', length: 0, names: ['a', 'o'], values: '[1, { b: 2 }]', isSimple: false },
  { code: 'a, { b, c = b } = {}', length: 1, names: ['b', 'c'], values: '[2, 2]', isSimple: false },
  { code: '...all', length: 0, names: ['all'], values: '[[1, { b: 2 }]]', isSimple: false },
  { code: 'a, ...[{ b }]', length: 1, names: ['a', 'b'], values: '[1, 2]', isSimple: false },
  {
    code: 'a, o, f = () => [a, o]',
    length: 2,
    names: ['f()'],
    values: '[[1, { b: 2 }]]',
    isSimple: false,
  },
];

/** `N` stands for the list of names. */
const BODIES: Readonly<Record<string, string>> = {
  return: 'return [N];',
  'return without semicolon': 'return [N]',
  'with a directive': '"use strict"; return [N];',
  'through a closure': 'const inner = () => [N]; return inner();',
  'hoisted inside': 'return inner(); function inner() { return [N]; }',
  branches: 'if (typeof fn === "number") return 0; else { var x = [N]; } return x;',
  'caught and thrown': 'try { throw [N]; } catch (e) { return e; } finally { void 0; }',
};

/** @returns one program for each combination */
export function shapePrograms(): readonly Program[] {
  const programs: Program[] = [];
  for (const [kind, template] of Object.entries(KINDS))
    for (const { code, length, names, values, isSimple } of PARAMETERS)
      for (const [body, bodyCode] of Object.entries(BODIES)) {
        if (!isSimple && body === 'with a directive') continue;
        const text = template
          .replace('P', () => code)
          .replace('B', () => bodyCode.replace('N', names.join(', ')));
        programs.push({
          name: `${kind} (${code}), ${body}`,
          code:
            `${text}\ncheck([fn.name, fn.length], ['fn', ${length}]);\n` +
            `check(${JSON.stringify(text)}.includes(fn.toString()), true);\n` +
            `check(/\\breturn\\b/.test(fn.toString()) && !fn.toString().includes('\\u0024'), true);\n` +
            `check(fn(1, { b: 2 }), ${values});`,
        });
      }
  return programs;
}
