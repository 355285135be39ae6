/** Kinds of code around statements: `B` stands for them. All run them once; the asynchronous ones say when they are done. */

export interface Surrounding {
  readonly name: string;
  readonly code: string;
  readonly gives?: 'generator' | 'async' | 'both';
  readonly isAsync?: true;
  readonly isModule?: true;
}

const SEND = 'let s = { value: undefined }; do s = it.next(s.value); while (!s.done);';
const SEND_LATER = 'let s = { value: undefined }; do s = await it.next(s.value); while (!s.done);';

export const SURROUNDINGS: readonly Surrounding[] = [
  { name: 'script', code: 'B' },
  { name: 'module', code: 'B\nexport {};', gives: 'async', isModule: true },
  { name: 'function', code: 'function run(first, second) {\nB\n}\nrun(1, 2);' },
  { name: 'packed function', code: '(function () {B})()' },
  { name: 'arrow', code: 'const run = () => {\nB\n};\nrun();' },
  { name: 'method', code: 'const o = { async: 1, run() {\nB\n} };\no.run();' },
  {
    name: 'nested',
    code: 'function outer(count) { return function inner() { count += 1; {\nB\n} return count; }; }\ncheck(outer(1)(), 2);',
  },
  {
    name: 'generator',
    code: `function* run() {\nB\n}\nconst it = run(); ${SEND}`,
    gives: 'generator',
  },
  {
    name: 'async function',
    code: 'async function run() {\nB\n}\nrun().then(done, done);',
    gives: 'async',
    isAsync: true,
  },
  {
    name: 'async arrow',
    code: 'const run = async () => {\nB\n};\nrun().then(done, done);',
    gives: 'async',
    isAsync: true,
  },
  {
    name: 'async generator',
    code: `async function* run() {\nB\n}\n(async () => { const it = run(); ${SEND_LATER} })().then(done, done);`,
    gives: 'both',
    isAsync: true,
  },
];
