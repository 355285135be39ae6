/** Programs about where control goes: every loop, every way out of it, with and without `finally`, and the trace that results. */

export interface Program {
  readonly name: string;
  readonly code: string;
  readonly isSloppy?: true;
}

const LOOPS: Readonly<Record<string, string>> = {
  for: 'for (let i = 0; i < 3; i++) B',
  'for of': 'for (const i of [0, 1, 2]) B',
  'for in': "for (const k in ['a', 'b', 'c']) { const i = +k; B }",
  while: 'let n = 0; while (n < 3) { const i = n++; B }',
  do: 'let n = 0; do { const i = n++; B } while (n < 3)',
  'for with closures': 'for (let i = 0, f = () => i; i < 3; i++) { f(); B }',
  'for without a head': 'let i = -1; for (;;) { if (++i > 2) break; B }',
};

interface Exit {
  readonly code: string;
  /** Rounds that are noted, and what is noted at the end. */
  readonly rounds: readonly number[];
  readonly end: string;
}

const EXITS: Readonly<Record<string, Exit>> = {
  none: { code: ';', rounds: [0, 1, 2], end: 'end' },
  break: { code: 'if (i === 1) break outer;', rounds: [0, 1], end: 'end' },
  'plain break': { code: 'if (i === 1) break', rounds: [0, 1], end: 'end' },
  continue: { code: 'if (i === 1) continue; else;', rounds: [0, 1, 2], end: 'end' },
  return: { code: 'if (i === 1) return note("out", 7);', rounds: [0, 1], end: 'out' },
  throw: {
    code: 'if (i === 1) throw note("out", new RangeError("x"));',
    rounds: [0, 1],
    end: 'out',
  },
};

const KINDS: Readonly<Record<string, readonly [head: string, run: string]>> = {
  function: ['function go() {', 'try { go(); } catch (e) { check(e.name, "RangeError"); }'],
  arrow: ['const go = () => {', 'try { go(); } catch (e) { check(e.name, "RangeError"); }'],
  generator: ['function* go() {', 'try { [...go()]; } catch (e) { check(e.name, "RangeError"); }'],
  method: ['const o = { go() {', 'try { o.go(); } catch (e) { check(e.name, "RangeError"); }'],
};

/** @returns one program for each combination */
export function controlPrograms(): readonly Program[] {
  const programs: Program[] = [];
  for (const [loop, loopCode] of Object.entries(LOOPS))
    for (const [exit, { code, rounds, end }] of Object.entries(EXITS))
      for (const [kind, [head, run]] of Object.entries(KINDS))
        for (const guarded of [false, true]) {
          const tail = guarded ? "} finally { note('f'); }" : '';
          const body = `{ ${guarded ? 'try {' : ''} note(i); ${code} ${tail} }`;
          const traced = rounds.flatMap((round) => (guarded ? [round, 'f'] : [round]));
          // The way out is noted before the `finally` around it runs.
          const trace =
            end === 'out' && guarded ? [...traced.slice(0, -1), end, 'f'] : [...traced, end];
          const close = kind === 'method' ? '} };' : '}';
          programs.push({
            name: `${loop}, ${exit}${guarded ? ', finally' : ''}, ${kind}`,
            code:
              `${head}\nouter: ${loopCode.replace(/^(let [^;]*;) /u, '{ $1 inner: ').replace('B', body)}` +
              `${loopCode.startsWith('let ') ? ' }' : ''}\nnote('end');\n${close}\n${run}\n` +
              `check(log, ${JSON.stringify(trace)});`,
          });
        }
  return programs;
}
