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
