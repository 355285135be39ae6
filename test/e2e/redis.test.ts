/** Watching through a real Redis server: selected by SCOPE_REDIS_URL, gone at the start, gone in the middle. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Incident } from '../../orchestrator/watch/incident.ts';
import { freePort, redisSuite, startRedis } from '../redis-server.ts';
import { layProject, readJson } from './project.ts';
import type { Project } from './project.ts';

const files = {
  'main.cjs': `const { feed } = require('./feed.cjs');
const meter = { level: 0 };
let n = 0;
const timer = setInterval(() => {
  n += 1;
  meter.level = feed(n).litres / 2;
  if (n % 10 === 0) console.log('tick', n);
  if (n === 120) clearInterval(timer);
}, 5);
`,
  'feed.cjs': `exports.feed = (n) => {
  const raw = n > 100 ? {} : { volume: n * 2 };
  return { at: n, litres: raw.volume };
};
`,
};
const WATCH = ['run', '--watch', '--', process.execPath, 'main.cjs'];

function incidentsOf({ root }: Project): readonly Incident[] {
  const folder = join(root, '.scope/incidents');
  return readdirSync(folder).map((name) => readJson(join(folder, name)) as Incident);
}

function checkExplained(project: Project): void {
  const [incident, ...more] = incidentsOf(project);
  expect(more).toEqual([]);
  expect(incident?.anomaly.message).toBe('volume is undefined, was 200 before');
  expect(incident?.answer.verdict).toMatch(/^(?:settled|likely)$/u);
  expect(incident?.answer.suspects.map(({ file, line }) => `${file}:${line}`)).toContain(
    'feed.cjs:2',
  );
}

describe('run --watch', () => {
  it('wants the Redis that it was told to use', async () => {
    const project = layProject(files);
    const env = { SCOPE_REDIS_URL: `redis://127.0.0.1:${await freePort()}` };
    const { code, out, err } = await project.scope(WATCH, env);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/cannot reach Redis .*SCOPE_REDIS_URL/su);
    expect(err).not.toMatch(/^ +at /mu);
  });
});

redisSuite('run --watch with a Redis server', () => {
  it('sends anomalies through the stream and takes every one of them out', async () => {
    const redis = await startRedis();
    try {
      const project = layProject(files);
      const { code, err } = await project.scope(WATCH, { SCOPE_REDIS_URL: redis.url });
      expect(`${code}\n${err}`).toMatch(/^0\n[\s\S]*anomalies go to the redis stream/u);
      checkExplained(project);
      const ask = (...words: readonly string[]): string =>
        execFileSync('redis-cli', ['-u', redis.url, ...words], { encoding: 'utf8' }).trim();
      const streams = ask('--scan').split('\n');
      const pending = streams
        .filter((key) => ask('type', key) === 'stream')
        .map((key) => [ask('xlen', key), ask('xpending', key, 'orchestrator').split('\n')[0]]);
      expect(pending).toContainEqual([expect.stringMatching(/^[1-9]/u), '0']);
    } finally {
      await redis.stop();
    }
  });

  it('explains what goes wrong after the server is gone, and says that it is gone', async () => {
    const redis = await startRedis();
    try {
      const project = layProject(files);
      const running = project.startScope(WATCH, { SCOPE_REDIS_URL: redis.url });
      await running.printed(/tick 20\n/u);
      await redis.kill();
      const { code, out, err } = await running.ended;
      expect(`${code}\n${err}`).toMatch(/^0\n[\s\S]*Redis/u);
      expect(err).not.toMatch(/^ +at |bug in Scope/mu);
      expect(out).toContain('tick 120\n');
      checkExplained(project);
    } finally {
      await redis.stop();
    }
  });
});
