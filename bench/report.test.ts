import { renderSuite, withSuite } from './report.ts';

const machine = { date: '2026-01-02', node: 'v20.20.2', cores: 2, cpu: 'Any', load: 0.25 };
const row = (name: string, value: number) => ({ suite: 'graph', name, value, unit: 'ms' });

describe('page of results', () => {
  it('shows a row with its ratio and whether its figure is met', () => {
    const full = { ...row('cold', 12.34), ratio: 1.5, target: { text: '≤ 9 ms', met: false } };
    expect(renderSuite('graph', [full], machine)).toContain(
      '| cold | 12.3 ms | ×1.50 | ≤ 9 ms: **not met** |  |',
    );
  });

  it('replaces the section of the suite and keeps the others, in their order', () => {
    const section = (name: string, value: number): string =>
      renderSuite(name, [row('cold', value)], machine);
    const first = withSuite('', 'graph', section('graph', 1));
    const both = withSuite(first, 'capture', section('capture', 2));
    const again = withSuite(both, 'graph', section('graph', 3));
    expect(again).toBe(both.replace('| cold | 1.0 ms', '| cold | 3.0 ms'));
    expect(again.match(/^## .*/gmu)).toEqual(['## graph', '## capture']);
  });
});
