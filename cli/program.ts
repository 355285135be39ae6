/** The commands, their options and their help. No command's own code is loaded here: each is imported when it runs. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { CommandInput } from './commands/planning.ts';
import { isColourful } from './render/colour.ts';
import type { Io } from './io.ts';

type Options = Readonly<Record<string, unknown>>;

const EXAMPLES = `
Examples:
  scope ask "why does order.total change" -- npm test
  scope ask "why is cart.total NaN" -- node --import tsx src/main.ts
  scope ask -- npx vitest run test/cart.test.ts        (why does this test fail)
  scope ask --against v1.4.0 -- npm test               (it passed there: where do they part)
  scope ask --flaky 50 -- npm test                     (passes and fails: where do they part)
  scope ask "who writes order.total" --recording .scope/builds/plan-1a2b3c4d5e-1-6f7a8b9c0d
  scope ask --json "where does user.locale come from" -- npm start
  scope plan "why does applyDiscount throw" -- npm test
  scope run --plan .scope/plans/plan-1a2b3c4d5e.json -- npm test
  scope run --watch -- node server.js                  (explains what goes wrong by itself)
  scope ask --format markdown -- npm test > why.md     (for a pull request)
  scope show 3                                         (hop 3 of the newest answer)
  scope history order.total
  scope state --at 514

Exit codes: 0 settled or likely, 3 no cause found, 2 usage or configuration,
4 the command could not be started, 5 the provider failed.`;

const GRAPH_EXAMPLES = `
Examples:
  scope graph query 'functions where complexity > 10 and writes total'
  scope graph query 'slice back from total@src/cart.ts:42 by data depth 2'
  scope graph query "match '\$a.then(\$f)' without '\$_.catch(\$...)'"
  scope graph draw Cart.add --both --out add.svg
  scope graph check src --rule floating-promise
docs/QUERY.md describes the language, docs/ANALYSES.md the rules.`;

/** @param command  the words after \`--\`, null where there is none */
export function buildProgram(
  io: Io,
  command: readonly string[] | null,
  finish: (exitCode: number) => void,
): Command {
  const program = new Command('scope')
    .description('Ask a running TypeScript or Node program why.')
    .version(readVersion(), '-V, --version')
    .usage('<command> [options] [-- <command to run>]')
    .addHelpText('after', EXAMPLES)
    .showSuggestionAfterError(true)
    .showHelpAfterError('scope --help shows the commands.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out.write(text),
      writeErr: (text) => io.err.write(text),
      getOutHasColors: () => isColourful(io.out, io.env),
      getErrHasColors: () => isColourful(io.err, io.env),
      getOutHelpWidth: () => Math.min(io.out.columns, 110),
      getErrHelpWidth: () => Math.min(io.err.columns, 110),
    });
  addAsking(program, io, command, finish);
  addLooking(program, io, command, finish);
  return program;
}

function addAsking(
  program: Command,
  io: Io,
  command: readonly string[] | null,
  finish: (exitCode: number) => void,
): void {
  const input = (words: readonly string[], options: Options): CommandInput => ({
    words,
    command,
    options,
  });
  const ask = withPlanning(
    program
      .command('ask [question...]')
      .description('run the command and say why; without a question: why its test fails')
      .usage('[question] [options] -- <command...>')
      .option('--recording <name>', 'answer from a session or recording; runs nothing')
      .option(
        '--against <ref>',
        'run the command on another commit too, and say where the runs part',
      )
      .option('--flaky [n]', 'run up to n times (default 20) until it passed and failed; compare'),
  );
  withAnswer(ask).action(async (words: readonly string[], options: Options) => {
    const { askCommand } = await import('./commands/ask.ts');
    finish(await askCommand(io, input(words, options)));
  });
  withPlanning(
    program
      .command('plan [question...]')
      .description('draft a plan, print and save it; runs nothing')
      .usage('[question] [options] -- <command...>'),
  ).action(async (words: readonly string[], options: Options) => {
    const { planCommand } = await import('./commands/plan.ts');
    finish(await planCommand(io, input(words, options)));
  });
  const run = withPlanning(
    program
      .command('run [words...]')
      .description('apply a plan (--plan), or watch and explain what goes wrong (--watch)')
      .usage('[options] -- <command...>')
      .option('--plan <file>', 'the plan to apply')
      .option('--watch', 'follow the running program; every new anomaly is explained'),
  );
  withAnswer(run).action(async (words: readonly string[], options: Options) => {
    const { runCommand } = await import('./commands/run.ts');
    finish(await runCommand(io, input(words, options)));
  });
}

function addLooking(
  program: Command,
  io: Io,
  command: readonly string[] | null,
  finish: (exitCode: number) => void,
): void {
  const input = (words: readonly string[], options: Options): CommandInput => ({
    words,
    command: null,
    options,
  });
  addRecorded(program, io, finish);
  withOutput(
    program
      .command('graph [action...]')
      .description(
        'the code graph: build, stats, query <query>, check [dir], draw <function>, dot <function>, measure, central, clusters, cycles',
      )
      .addHelpText('after', GRAPH_EXAMPLES)
      .option('--format <name>', 'query: table, json, dot, graphml, gexf; draw: svg, dot, json')
      .option('--out <file>', 'write there instead of on stdout')
      .option('--data', 'draw: data flow instead of control flow')
      .option('--both', 'draw: control flow and data flow')
      .option('--rule <name>', 'check: only this rule, repeatable', collect)
      .option('--full', 'print everything')
      .option('--no-cache', 'read every file again')
      .option('--watch', 'build: keep the graph current and say what each change did')
      .option('--include-packages', 'read what is installed in node_modules as well')
      .option('--bodies', 'build: the body layer of every function too')
      .option('--memory <MB>', 'how much of the body layer is kept at a time (default 1024)'),
  ).action(async (words: readonly string[], options: Options) => {
    const { graphCommand } = await import('./commands/graph/graph.ts');
    finish(await graphCommand(io, input(words, options)));
  });
  withOutput(
    program
      .command('clean')
      .description('say how much the recordings and the cache take, and remove them')
      .option('--dry-run', 'only say it')
      .option('--all', 'plans, incidents and streams too'),
  ).action(async (options: Options) => {
    const { cleanCommand } = await import('./commands/clean.ts');
    finish(cleanCommand(io, input([], options)));
  });
  withPlanning(
    program
      .command('config')
      .description('the configuration in force and where each value is from'),
  ).action(async (options: Options) => {
    const { configCommand } = await import('./commands/config.ts');
    finish(await configCommand(io, input([], options)));
  });
  withOutput(
    program
      .command('doctor')
      .description('what works on this machine, in this project, and for a command behind --')
      .usage('[options] [-- <command...>]')
      .option('--start', 'start the command once, noting only what its loaders read'),
  ).action(async (options: Options) => {
    const { doctorCommand } = await import('./commands/doctor/doctor.ts');
    finish(await doctorCommand(io, { ...input([], options), command }));
  });
}

/** What looks at a recording, and runs nothing. */
function addRecorded(program: Command, io: Io, finish: (exitCode: number) => void): void {
  const input = (words: readonly string[], options: Options): CommandInput => ({
    words,
    command: null,
    options,
  });
  withAnswer(
    withRecording(
      program
        .command('show [what...]')
        .description(
          'one hop of an answer (its id, or its number in the newest), an event (@514), the newest answer (answer), or what a session or recording holds; without a name: the newest session',
        ),
    ),
  ).action(async (words: readonly string[], options: Options) => {
    const { showCommand } = await import('./commands/look/show.ts');
    finish(showCommand(io, input(words, options)));
  });
  withTokens(
    withRecording(
      program
        .command('history [name...]')
        .description('all recorded values of a variable, a property (order.total) or a function')
        .usage('<name> [options]'),
    ),
  ).action(async (words: readonly string[], options: Options) => {
    const { historyCommand } = await import('./commands/look/history.ts');
    finish(historyCommand(io, input(words, options)));
  });
  withTokens(
    withRecording(
      program
        .command('state [words...]')
        .description('what was known to be true at an event: activations, variables, objects')
        .usage('--at <event> [options]')
        .option('--at <event>', 'its number, or the id of a hop'),
    ),
  ).action(async (words: readonly string[], options: Options) => {
    const { stateCommand } = await import('./commands/look/state.ts');
    finish(stateCommand(io, input(words, options)));
  });
}

function withRecording(command: Command): Command {
  return withOutput(command)
    .option('--recording <name>', 'session or recording to look into (default: the newest)')
    .option('--run <n>', 'which run of the session (default: the last)')
    .option('--full', 'print everything');
}

const collect = (word: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  ...word.split(','),
];

function withAnswer(command: Command): Command {
  return withTokens(
    command
      .option('--format <name>', 'text (at most a screen), markdown (for a pull request) or json')
      .option(
        '--link-base <url>',
        'markdown: what stands before paths in links (default: nothing; on GitHub the commit)',
      ),
  );
}

function withTokens(command: Command): Command {
  return command.option(
    '--max-tokens <n>',
    'at most so many tokens, 3 bytes each; what matters least is left out',
  );
}

function withOutput(command: Command): Command {
  return command
    .option('--json', 'print one JSON document on stdout and nothing else there')
    .option('--verbose', 'say more about what is done')
    .option('--no-color', 'no colours; NO_COLOR does the same');
}

function withPlanning(command: Command): Command {
  return withOutput(command)
    .option('--full', 'print everything that is known, not at most a screen of it')
    .option('--provider <name>', 'mock, openai, gemini or vertex')
    .option('--model <name>', 'model of the provider')
    .option(
      '--limit <name=number>',
      'a limit of the plan, repeatable; `scope config` lists them',
      collect,
    )
    .option('--runs <n>', 'run the command at most so often (default 3)')
    .option('--time-limit <seconds>', 'stop a run after that and answer from what there is');
}

function readVersion(): string {
  for (const path of ['../package.json', '../../package.json']) {
    try {
      const text = readFileSync(new URL(path, import.meta.url), 'utf8');
      const { name, version } = JSON.parse(text) as { name?: string; version?: string };
      if (name === 'scope-why' && version !== undefined) return version;
    } catch {
      // Built and source layouts differ by one folder.
    }
  }
  return 'unknown';
}
