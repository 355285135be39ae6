/**
 * Control flow, data flow and control dependence against executions of generated programs, the same ones each time: nothing
 * that ran may be missing. In a process of its own, because the programs leave rejections unhandled.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FlowReport } from './report.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

it('misses nothing that was executed', () => {
  const words = ['--import', 'tsx', MAIN, 'flow', '--generated', '48', '--seed', '20', '--json'];
  const options = { encoding: 'utf8', env: { PATH: process.env['PATH'] } } as const;
  const { stdout, stderr } = spawnSync(process.execPath, words, options);
  expect(stderr).toBe('');
  const report = Object.values(JSON.parse(stdout) as Record<string, FlowReport>)[0];
  expect(report?.misses).toEqual([]);
  // What was hardly executed proves nothing.
  const least = { steps: 20_000, outcomes: 2000, variables: 1000, properties: 50, control: 500 };
  for (const [what, count] of Object.entries(least))
    expect(report?.counts[what]).toBeGreaterThan(count);
}, 120_000);
