/** Processes and threads that the program starts, also with an environment of its own making. */
import { NODE, tryHost } from './trial.ts';

const child = {
  'child.cjs': `console.log(process.argv[2], process.env.A, process.env.B, require('./leaf.cjs'));
    if (process.send) process.disconnect();`,
  'leaf.cjs': `module.exports = 'leaf';`,
};

/** @returns how often the planned file ran rewritten */
function leaves(main: string, env: Readonly<Record<string, string>> = {}): number {
  const result = tryHost({
    files: {
      ...child,
      'main.cjs': `const { Worker, SHARE_ENV } = require('worker_threads');
        const cp = require('child_process');
        const child = require('path').join(__dirname, 'child.cjs');
        const over = (one) => new Promise((done) => one.on('exit', done));
        (async () => { ${main} })();`,
    },
    planned: ['leaf.cjs'],
    argv: [NODE, 'main.cjs'],
    env,
  });
  expect(result.exitCode).toBe(0);
  return result.marks.filter((mark) => mark === 'ran leaf.cjs').length;
}

describe('children', () => {
  it.each([
    `await over(cp.spawn(process.execPath, [child, 'a'], { stdio: 'inherit' }))`,
    `await over(cp.spawn(process.execPath, [child, 'b'], { env: { A: '1' }, stdio: 'inherit' }))`,
    `await over(cp.fork(child, ['c'], { env: { NODE_OPTIONS: '--no-warnings' }, execArgv: [] }))`,
    `cp.execFileSync(process.execPath, [child, 'd'], { env: { B: '1' }, stdio: 'inherit' })`,
    `cp.execSync(process.execPath + ' ' + child + ' e', { env: {}, stdio: 'inherit' })`,
    `cp.spawnSync(process.execPath, [child, 'f'], { env: Object.create({ A: '2' }), stdio: 'inherit' })`,
    `cp.spawnSync(process.execPath + ' ' + child + ' g', { env: {}, shell: true, stdio: 'inherit' })`,
    `await over(cp.exec(process.execPath + ' ' + child, { env: {} }))`,
    `delete process.env.NODE_OPTIONS; delete process.env.SCOPE_RUN_DIR;
     cp.spawnSync(process.execPath, [child, 'h'], { stdio: 'inherit' })`,
    `process.env = { A: '3' }; console.log(cp.execFileSync(process.execPath, [child]).toString())`,
    `await over(cp.spawn('sh', ['-c', process.execPath + ' ' + child], { env: {}, stdio: 'inherit' }))`,
  ])('%s', (main) => {
    expect(leaves(main)).toBe(1);
  });

  it('keeps what the user has in NODE_OPTIONS', () => {
    const main = `console.log(Error.stackTraceLimit); cp.spawnSync(process.execPath, [child], {})`;
    expect(leaves(main, { NODE_OPTIONS: '--stack-trace-limit=7' })).toBe(1);
  });
});

describe('workers', () => {
  it.each([
    `new Worker(child)`,
    `new Worker(child, { env: { A: '1' } })`,
    `new Worker(child, { env: SHARE_ENV })`,
    `new Worker(child, { execArgv: [] })`,
    `new Worker(child, { env: SHARE_ENV, execArgv: ['--no-warnings'] })`,
    `new Worker(child, { env: {}, execArgv: ['--no-warnings'] })`,
    `new (class Mine extends Worker {})(require('url').pathToFileURL(child), { env: {} })`,
    `(delete process.env.SCOPE_RUN_DIR, new Worker(child))`,
  ])('%s', (worker) => {
    expect(leaves(`await over(${worker})`)).toBe(1);
  });

  it('is the class that it was', () => {
    const main = `
      const worker = new Worker('', { eval: true });
      class Mine extends Worker { hi() { return 1 } }
      const mine = new Mine('', { eval: true, env: {} });
      console.log(Worker.name, Worker.length, worker instanceof Worker, worker.constructor === Worker,
        mine instanceof Mine, mine instanceof Worker, mine.hi(), Object.getPrototypeOf(Mine) === Worker);
      try { Worker('') } catch (error) { console.log(error.message) }
      try { new Worker(7) } catch (error) { console.log(error.code) }
      const fs = require('fs');
      console.log(fs.readFileSync.name, fs.readFileSync.length, fs.readFile.length, fs.promises.readFile.length,
        cp.spawnSync.name, cp.execSync.length, require('vm').createContext.name, Object.keys(process).includes('emit'));`;
    expect(leaves(main)).toBe(0);
  });
});
