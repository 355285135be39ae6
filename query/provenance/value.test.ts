import { walkSyntax } from '../../code-graph/index.ts';
import { recordProgram } from './record-program.contract.ts';
import { proofOf, valueOf } from './value.ts';

it('`this` of an arrow is proved by the start of the method around it', async () => {
  const context = await recordProgram(
    'class A { constructor() { this.n = 2; } m() { const f = (k) => this.n * k; return f(3); } }\nnew A().m();\n',
  );
  const source = context.sources.file('program.js');
  const arrow = context.timeline.frames.find(({ site }) => site.names?.includes('k'));
  if (source === null || arrow === undefined) throw new Error('not recorded');
  const proofs: unknown[] = [];
  walkSyntax(source.root, (node) => {
    if (node.type === 'this' && node.start > source.text.indexOf('=>')) {
      const event = context.timeline.at(proofOf(context, source, node, arrow, Infinity) ?? 0);
      const value = valueOf(context, source, node, arrow, Infinity);
      proofs.push(event?.type === 'call-start' && event.values[0] === value);
      expect(value).toMatchObject({ kind: 'object', name: 'A' });
    }
    return true;
  });
  expect(proofs).toEqual([true]);
});

it('what an expression came to in the round before is not what it comes to while it is evaluated anew', async () => {
  const program = `const twice = (n) => { if (n > 1) throw new Error('no'); return n * 2; };
const half = (n) => n / 2;
try { for (const n of [2, 4]) console.log(twice(half(n))); } catch {}
`;
  const context = await recordProgram(program);
  const source = context.sources.file('program.js');
  const frame = context.timeline.frames.find(({ parent }) => parent === null);
  const thrown = context.timeline.frames.find(({ outcome }) => outcome === 'threw');
  if (source === null || frame === undefined || thrown === undefined)
    throw new Error('not recorded');
  const at = (text: string): readonly unknown[] => {
    const values: unknown[] = [];
    walkSyntax(source.root, (node) => {
      if (source.text.slice(node.start, node.end) !== text) return true;
      values.push(valueOf(context, source, node, frame, thrown.start.seq));
      return false;
    });
    return values;
  };
  expect(at('half(n)')).toMatchObject([{ kind: 'number', value: 2 }]);
  expect([...at('twice(half(n))'), ...at('console.log(twice(half(n)))')]).toEqual([null, null]);
});
