import { walkSyntax } from '../../code-graph/index.ts';
import type { SyntaxNode } from '../../code-graph/index.ts';
import type { SourceFile } from '../source-index.ts';
import { indexSources } from '../source-index.ts';
import { bindingSource, parameterDefault } from './pattern.ts';

function open(text: string): SourceFile {
  const source = indexSources(new Map([['a.ts', text]]), []).file('a.ts');
  if (source === null) throw new Error('not parsed');
  return source;
}

/** The first name `x` of the text that binds something. */
function nameIn(source: SourceFile): SyntaxNode {
  const found: SyntaxNode[] = [];
  walkSyntax(source.root, (node) => {
    if (/identifier/u.test(node.type) && source.text.slice(node.start, node.end) === 'x')
      found.push(node);
    return true;
  });
  const bound = found.find((node) => node.type !== 'property_identifier');
  if (bound === undefined) throw new Error('no x');
  return bound;
}

describe('bindingSource', () => {
  const check = (
    text: string,
    value: string | null,
    path: readonly string[],
    more: { readonly defaults?: readonly string[]; readonly iteration?: 'of' | 'in' } = {},
  ): void => {
    const source = open(text);
    const shown = (node: SyntaxNode): string => source.text.slice(node.start, node.end);
    const found = bindingSource(source, nameIn(source));
    expect(found && { ...found, binder: null, value: found.value && shown(found.value) }).toEqual({
      binder: null,
      value,
      path,
      defaults: found?.defaults,
      iteration: more.iteration ?? null,
    });
    expect(found?.defaults.map(shown)).toEqual(more.defaults ?? []);
  };
  it('a plain declaration', () => check('const x = f();', 'f()', []));
  it('an assignment', () => check('x = f();', 'f()', []));
  it('a declaration without a value', () => check('let x;', null, []));
  it('a shorthand', () => check('const { x } = o;', 'o', ['x']));
  it('another name', () => check('const { a: x } = o;', 'o', ['a']));
  it('a quoted key', () => check("const { 'a-b': x } = o;", 'o', ['a-b']));
  it('a computed key is not known', () => check('const { [k]: x } = o;', 'o', ['*']));
  it('nested', () => check('const { a: { b: [, x] } } = o;', 'o', ['a', 'b', '1']));
  it('an element after holes', () => check('const [, , x] = o;', 'o', ['2']));
  it('a rest', () => check('const [a, ...x] = o;', 'o', ['*']));
  it('a shorthand with a default', () =>
    check('const { x = 9 } = o;', 'o', ['x'], { defaults: ['9'] }));
  it('another name with a default', () =>
    check('const { a: x = 9 } = o;', 'o', ['a'], { defaults: ['9'] }));
  it('defaults on both levels, the inner one first', () =>
    check('const { a: { x = 1 } = d } = o;', 'o', ['a', 'x'], { defaults: ['1', 'd'] }));
  it('for-of', () => check('for (const x of list) f();', 'list', [], { iteration: 'of' }));
  it('for-in', () => check('for (const x in list) f();', 'list', [], { iteration: 'in' }));
  it('for-of over pairs', () =>
    check('for (const [k, x] of m) f();', 'm', ['1'], { iteration: 'of' }));
  it('a parameter takes its value from elsewhere', () =>
    check('function f({ x }) {}', null, ['x']));
  it('a caught error', () => check('try { f(); } catch (x) {}', null, []));
});

describe('parameterDefault', () => {
  const check = (text: string, expected: string | null): void => {
    const source = open(text);
    const name = nameIn(source);
    const fn = source.scopes.functionOf(name).node;
    const found = parameterDefault(name, fn);
    expect(found && source.text.slice(found.start, found.end)).toBe(expected);
  };
  it('none', () => check('function f(x) {}', null));
  it('its own', () => check('function f(a, x = 1 + 1) {}', '1 + 1'));
  it('of a part of a pattern', () => check('function f({ x = 4 }) {}', '4'));
  it('of the whole pattern', () => check('function f({ x } = d) {}', 'd'));
});
