/**
 * From the words of a command to the programs that it starts: package scripts, npx, shells and wrappers are followed, by reading
 * files only; nothing is run.
 */
import { basename, isAbsolute, join, resolve } from 'node:path';
import { brokenHost, host, type Host } from './host.ts';
import { type NodeLine, nodeHost, parseNode } from './node.ts';
import { type Binary, describeFile, findBinary, readManifest } from './package.ts';
import { describeUnknown, RUNNERS } from './runner.ts';
import { commandOf, type SimpleCommand, splitCommands } from './words.ts';

export interface Inspection {
  /** How the command was followed: depth and what was found there. */
  readonly steps: readonly { readonly depth: number; readonly text: string }[];
  readonly hosts: readonly Host[];
}

interface Place {
  readonly folder: string;
  readonly depth: number;
  /** NODE_OPTIONS that is set on the way. */
  readonly nodeOptions: string;
}

const DEEPEST = 8;
const SHELLS = /^(?:sh|bash|zsh|dash|ksh)$/u;
const AWAY = /^(?:docker|podman|docker-compose|ssh|kubectl|vagrant)$/u;
const OTHER_RUNTIMES = /^(?:deno|bun|bunx)$/u;
/** Wrappers whose own words end where the command begins. */
const WRAPPERS =
  /^(?:env|cross-env|cross-env-shell|dotenv|time|nice|nohup|exec|command|timeout|c8|nyc|nodemon|ts-node-dev|stdbuf|xvfb-run)$/u;
const WRAPPED_VALUES: Readonly<Record<string, RegExp>> = {
  nodemon: /^(?:-w|--watch|-e|--ext|-i|--ignore|-d|--delay|-x|--exec|--signal|--config)$/u,
  dotenv: /^-[efv]$/u,
  c8: /^(?:-[rnx]|--reporter|--include|--exclude|--temp-directory)$/u,
  nyc: /^(?:-[rnx]|--reporter|--include|--exclude|--temp-dir)$/u,
};
const SMALL =
  /^(?:cd|rm|rimraf|mkdir|cp|mv|echo|printf|true|false|test|\[|export|set|sleep|kill|wait|cat|touch|husky|del-cli|shx)$/u;

/** @param argv  as given behind `--` */
export function inspectCommand(
  argv: readonly string[],
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Inspection {
  const steps: { depth: number; text: string }[] = [];
  const hosts: Host[] = [];

  function follow({ env: set, argv: words }: SimpleCommand, from: Place): void {
    const [first, ...args] = words;
    if (first === undefined) return;
    const place = { ...from, nodeOptions: set['NODE_OPTIONS'] ?? from.nodeOptions };
    steps.push({ depth: place.depth, text: words.join(' ') });
    if (place.depth >= DEEPEST) return;
    const inner: Place = { ...place, depth: place.depth + 1 };
    const name = basename(first).replace(/\.(?:cmd|exe|ps1)$/iu, '');
    if (/^(?:npm|pnpm|yarn)$/u.test(name)) followManager(name, args, inner);
    else if (/^(?:npx|pnpx)$/u.test(name)) followNpx(args, inner);
    else if (SHELLS.test(name)) followShell(name, args, inner);
    else if (WRAPPERS.test(name)) followWrapper(name, args, inner);
    else if (/^(?:concurrently|npm-run-all2?|run-s|run-p)$/u.test(name))
      followMany(name, args, inner);
    else if (AWAY.test(name))
      hosts.push(
        brokenHost(
          name,
          'what it runs elsewhere, where neither .scope nor the variables of the run are',
          'run the program of the container or machine under scope there',
        ),
      );
    else if (OTHER_RUNTIMES.test(name))
      hosts.push(
        brokenHost(
          name,
          'programs of another runtime',
          'run it with node, tsx or a runner on Node',
        ),
      );
    else if (name === 'sudo' || name === 'su')
      hosts.push(
        brokenHost(
          name,
          'what it starts: it drops the environment',
          'run scope itself as that user',
        ),
      );
    else if (name === 'node' || resolve(first) === process.execPath)
      followNode(parseNode(args), inner);
    else if (!SMALL.test(name)) followBinary(first, args, inner);
  }
  const followAll = (line: string, place: Place): void => {
    for (const command of splitCommands(line)) follow(command, place);
  };

  function followScript(name: string, more: readonly string[], place: Place): boolean {
    const scripts = readManifest(place.folder)?.scripts ?? {};
    const line = scripts[name];
    if (line === undefined) return false;
    for (const one of [`pre${name}`, name, `post${name}`]) {
      const text = scripts[one];
      if (text === undefined) continue;
      const whole = one === name ? [text, ...more].join(' ') : text;
      steps.push({ depth: place.depth, text: `script "${one}": ${whole}` });
      followAll(whole, { ...place, depth: place.depth + 1 });
    }
    return true;
  }

  function followManager(name: string, args: readonly string[], place: Place): void {
    const valued = /^(?:-w|--workspace|-C|--prefix|--filter|-F|--cwd)$/u;
    const at = args.findIndex(
      (arg, index) => !arg.startsWith('-') && !valued.test(args[index - 1] ?? ''),
    );
    const prefix = args.findIndex((arg) => /^(?:-C|--prefix|--cwd)$/u.test(arg));
    const inside =
      prefix < 0 ? place : { ...place, folder: resolve(place.folder, args[prefix + 1] ?? '.') };
    const [sub = '', ...rest] = at < 0 ? [] : args.slice(at);
    const more = rest.filter((word) => word !== '--');
    if (/^(?:exec|x|dlx)$/u.test(sub)) followNpx(more, inside);
    else if (/^(?:run|run-script|rum)$/u.test(sub)) {
      const [script = '', ...own] = more.filter((word) => !/^(?:-s|--silent)$/u.test(word));
      if (!followScript(script, own, inside)) missing(`script "${script}"`);
    } else if (/^(?:t|tst|test)$/u.test(sub)) {
      if (!followScript('test', more, inside)) missing('script "test"');
    } else if (followScript(sub, more, inside)) return;
    else if (name !== 'npm' && findBinary(inside.folder, sub) !== null)
      follow({ env: {}, argv: [sub, ...more] }, inside);
    else if (name === 'npm' && /^(?:start)$/u.test(sub))
      follow({ env: {}, argv: ['node', 'server.js'] }, inside);
    else missing(`${name} ${sub}`);
  }

  function missing(what: string): void {
    hosts.push(
      brokenHost(
        what,
        'anything: there is no such script or command here',
        'npm run lists the scripts',
      ),
    );
  }

  function followNpx(args: readonly string[], place: Place): void {
    const call = args.findIndex((arg) => /^(?:-c|--call)$/u.test(arg));
    if (call >= 0) return followAll(args[call + 1] ?? '', place);
    const at = args.findIndex(
      (arg, index) => !arg.startsWith('-') && !/^(?:-p|--package)$/u.test(args[index - 1] ?? ''),
    );
    if (at >= 0) follow({ env: {}, argv: args.slice(at) }, place);
  }

  function followShell(name: string, args: readonly string[], place: Place): void {
    const at = args.findIndex((arg) => /^-\w*c$/u.test(arg));
    if (at >= 0) return followAll(args[at + 1] ?? '', place);
    hosts.push(
      host(`${name} ${args[0] ?? ''}`.trim(), 'Node programs that the script starts', {
        state: 'doubtful',
        not: ['what the script starts with `env -i` or in a container'],
        change: ['scope doctor --start -- <command> shows what it starts'],
      }),
    );
  }

  function followWrapper(name: string, args: readonly string[], place: Place): void {
    if (name === 'env' && args.some((arg) => /^(?:-i|-|--ignore-environment)$/u.test(arg))) {
      hosts.push(
        brokenHost(
          'env -i',
          'what it starts: the environment is dropped',
          'leave -i away while asking',
        ),
      );
      return;
    }
    const valued = WRAPPED_VALUES[name];
    const exec = name === 'nodemon' ? args.findIndex((arg) => /^(?:-x|--exec)$/u.test(arg)) : -1;
    if (exec >= 0) return followAll([args[exec + 1], ...args.slice(exec + 2)].join(' '), place);
    let at = 0;
    while (at < args.length && (args[at] as string).startsWith('-') && args[at] !== '--')
      at += valued?.test(args[at] as string) === true ? 2 : 1;
    if (args[at] === '--' || (name === 'timeout' && at < args.length)) at += 1;
    const inner = commandOf(args.slice(at));
    const [program = ''] = inner.argv;
    const restarts = name === 'nodemon' || name === 'ts-node-dev';
    const isFile = /\.[cm]?[jt]sx?$/u.test(program);
    const runs =
      name === 'ts-node-dev' ? 'ts-node' : /\.[cm]?tsx?$/u.test(program) ? 'ts-node' : 'node';
    follow(restarts && isFile ? { ...inner, argv: [runs, ...inner.argv] } : inner, place);
  }

  function followMany(name: string, args: readonly string[], place: Place): void {
    for (const arg of args.filter((one) => !one.startsWith('-'))) {
      const script = name === 'concurrently' ? /^(?:npm|pnpm|yarn):(.+)$/u.exec(arg)?.[1] : arg;
      if (script === undefined) followAll(arg, place);
      else
        for (const found of matching(script, readManifest(place.folder)?.scripts ?? {}))
          followScript(found, [], place);
    }
  }

  function followNode(line: NodeLine, place: Place): void {
    const options = parseNode(splitCommands(`node ${place.nodeOptions}`)[0]?.argv.slice(1) ?? []);
    const whole: NodeLine = {
      ...line,
      loaders: [...options.loaders, ...line.loaders],
      flags: new Set([...options.flags, ...line.flags]),
    };
    const script = line.script === null ? null : resolve(place.folder, line.script);
    if (script !== null && /[\\/]node_modules[\\/]/u.test(script))
      return followPackage(basename(script), describeFile(script), line.rest, place);
    hosts.push(nodeHost(whole, place.folder, process.versions.node));
  }

  function followBinary(first: string, args: readonly string[], place: Place): void {
    const isPath = /[\\/]/u.test(first);
    const path = isAbsolute(first) ? first : join(place.folder, first);
    const binary = isPath ? describeFile(path) : findBinary(place.folder, first);
    if (binary === null)
      hosts.push(
        host(first, 'Node programs that it starts', {
          state: 'doubtful',
          not: ['the program itself, if it is no Node program'],
          change: ['scope doctor --start -- <command> shows what it starts'],
        }),
      );
    else if (
      isPath &&
      binary.interpreter === 'node' &&
      !/[\\/]node_modules[\\/]/u.test(binary.file)
    )
      followNode({ loaders: [], flags: new Set(), script: binary.file, rest: args }, place);
    else followPackage(basename(first), binary, args, place);
  }

  function followPackage(
    name: string,
    binary: Binary,
    args: readonly string[],
    place: Place,
  ): void {
    const { package: manifest, interpreter } = binary;
    const describe = RUNNERS[manifest?.name ?? name] ?? RUNNERS[name];
    const command = { name: manifest?.name ?? name, manifest, args, folder: place.folder };
    hosts.push(describe === undefined ? describeUnknown(command, interpreter) : describe(command));
  }

  follow(commandOf(argv), { folder, depth: 0, nodeOptions: env['NODE_OPTIONS'] ?? '' });
  return { steps, hosts };
}

function matching(pattern: string, scripts: Readonly<Record<string, string>>): readonly string[] {
  if (!pattern.includes('*')) return [pattern];
  const test = new RegExp(
    `^${pattern.replaceAll(/[.+?^${}()|[\]\\]/gu, '\\$&').replaceAll(/\*+/gu, '.*')}$`,
    'u',
  );
  return Object.keys(scripts).filter((name) => test.test(name));
}
