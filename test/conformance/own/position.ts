/** Places where an expression can stand. Each evaluates it once and checks its value; `E` and `V` stand for the two. */

export interface Position {
  readonly name: string;
  readonly code: string;
  /** The expression stands in a function of its own there, so it can neither await nor yield. */
  readonly isInner?: true;
  /** A class around it makes it strict. */
  readonly isStrict?: true;
}

export const POSITIONS: readonly Position[] = [
  { name: 'argument', code: 'check(E, V);' },
  { name: 'declaration', code: 'const r = E; check(r, V);' },
  { name: 'declaration without semicolon', code: 'let r = E\ncheck(r, V)' },
  { name: 'assignment', code: 'let r; r = E; check(r, V);' },
  { name: 'property', code: 'const r = {}; r.p = E; check(r.p, V);' },
  { name: 'object literal', code: 'const r = { p: E }; check(r.p, V);' },
  { name: 'array literal', code: 'const r = [E]; check(r[0], V);' },
  { name: 'default of a pattern', code: 'const { part = E } = {}; check(part, V);' },
  { name: 'computed key', code: "const r = { [(E, 'k')]: 1 }; check(r, { k: 1 });" },
  { name: 'branch', code: 'if (true) check(E, V); else check(0, 1);' },
  { name: 'else', code: 'if (false) check(0, 1)\nelse check(E, V)' },
  { name: 'ternary', code: 'check(true ? E : 0, V);' },
  { name: 'right side', code: 'check(true && (E), V);' },
  { name: 'condition', code: 'if (E, true) check(1, 1);' },
  { name: 'loop head', code: 'for (let i = 0, r = E; i < 1; i++) check(r, V);' },
  { name: 'loop body', code: 'for (const i of [1]) check(E, V);' },
  { name: 'loop over', code: 'for (const r of [E]) check(r, V);' },
  { name: 'do', code: 'let n = 0; do check(E, V); while (++n < 1)' },
  {
    name: 'case',
    code: 'switch (1) { case 0: check(0, 1); case 1: check(E, V); break; default: check(0, 1); }',
  },
  { name: 'label', code: 'out: { check(E, V); break out; }' },
  {
    name: 'labelled loop',
    code: 'out: for (const i of [1, 2]) { for (;;) { if (i > 1) break out; check(E, V); continue out; } }',
  },
  { name: 'throw', code: 'try { throw E; } catch (e) { check(e, V); }' },
  { name: 'try', code: 'let r; try { r = E; } finally { check(r, V); }' },
  { name: 'template', code: 'check(`${show(E)}`, show(V));' },
  {
    name: 'return',
    code: 'const placed = function () { return E; }; check(placed(), V);',
    isInner: true,
  },
  {
    name: 'return without braces',
    code: 'const placed = function (given) { if (given) return E; else return 0 }; check(placed(1), V);',
    isInner: true,
  },
  {
    name: 'return through finally',
    code: 'const placed = () => { try { return E; } finally { check(1, 1); } }; check(placed(), V);',
    isInner: true,
  },
  { name: 'arrow', code: 'const placed = () => (E); check(placed(), V);', isInner: true },
  {
    name: 'parameter',
    code: 'const placed = (given = E) => given; check(placed(), V);',
    isInner: true,
  },
  { name: 'getter', code: 'check({ get x() { return E; } }.x, V);', isInner: true },
  {
    name: 'field',
    code: 'class Placed { x = E; } check(new Placed().x, V);',
    isInner: true,
    isStrict: true,
  },
  {
    name: 'static block',
    code: 'class Placed { static x; static { this.x = E; } } check(Placed.x, V);',
    isInner: true,
    isStrict: true,
  },
  {
    name: 'constructor',
    code: 'class Placed { constructor() { this.x = E; } } check(new Placed().x, V);',
    isInner: true,
    isStrict: true,
  },
];
