/**
 * Preloaded into a case's program: precise V8 coverage per test (or of the whole program), written as JSON to EVAL_COVERAGE at exit.
 * Imports built-ins only and changes nothing that the program sees.
 */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { afterEach, beforeEach } from 'node:test';

const session = new Session();
const scripts = new Map();
const runs = [];

function post(method, params) {
  let answer;
  session.post(method, params, (error, result) => {
    if (error !== null) throw new Error(`${method}: ${error.message}`);
    answer = result;
  });
  return answer;
}

function take() {
  return post('Profiler.takePreciseCoverage').result.filter(({ url }) => url.startsWith('file:'));
}

function describeScripts(used) {
  return [...used].map((id) => {
    const { url, sourceMapURL } = scripts.get(id);
    const isMapped = sourceMapURL.startsWith('data:');
    if (!isMapped) return { id, url };
    const source = post('Debugger.getScriptSource', { scriptId: id }).scriptSource;
    return { id, url, map: sourceMapURL, source };
  });
}

session.connect();
session.on('Debugger.scriptParsed', ({ params }) => {
  scripts.set(params.scriptId, { url: params.url, sourceMapURL: params.sourceMapURL ?? '' });
});
post('Debugger.enable');
post('Debugger.setSkipAllPauses', { skip: true });
post('Profiler.enable');
post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

if (process.env.EVAL_HAS_TESTS === '1') {
  beforeEach(() => {
    take();
  });
  afterEach((test) => {
    runs.push({ name: test.name, coverage: take() });
  });
}

process.on('exit', () => {
  if (process.env.EVAL_HAS_TESTS !== '1') runs.push({ name: '', coverage: take() });
  const used = new Set(runs.flatMap(({ coverage }) => coverage.map(({ scriptId }) => scriptId)));
  writeFileSync(
    process.env.EVAL_COVERAGE,
    JSON.stringify({ runs, scripts: describeScripts(used) }),
  );
});
