/** What was found about a command, as text for a person. */
import type { Colours } from '../../../render/colour.ts';
import { plural } from '../../../render/text.ts';
import type { Host } from './host.ts';
import type { Inspection } from './resolve.ts';
import type { Started } from './start.ts';

const LISTED = 8;

export function renderInspection({ steps, hosts }: Inspection, colours: Colours): string {
  return [
    'Command, followed by reading files; nothing was run',
    ...steps.map(({ depth, text }) => `${'  '.repeat(depth + 1)}${text}`),
    '',
    ...(hosts.length === 0
      ? ['No Node program was found in it.']
      : hosts.flatMap((one) => hostLines(one, colours))),
  ].join('\n');
}

function hostLines(found: Host, colours: Colours): readonly string[] {
  const mark: Readonly<Record<Host['state'], string>> = {
    works: colours.green('works  '),
    doubtful: colours.yellow('doubt  '),
    broken: colours.red('broken '),
  };
  const through = found.through.length === 0 ? '' : `, through ${found.through.join(', ')}`;
  const line = (label: string, text: string): string => `        ${label.padEnd(14)}${text}`;
  return [
    `${mark[found.state]} ${found.name}${through}`,
    line('instrumented', found.instrumented),
    ...found.not.map((text) => line('not', text)),
    ...found.change.map((text) => line('change', text)),
  ];
}

export function renderStarted({ exitCode, processes, loaded }: Started): string {
  const mains = processes.filter(({ thread }) => thread === 0).length;
  const words = (argv: readonly string[]): string => argv.slice(1).join(' ') || '(no file)';
  return [
    `Command, started once with a preload that only takes notes: exit code ${exitCode ?? 'none'}`,
    `  ${mains} Node ${mains === 1 ? 'process' : 'processes'}, ${plural(processes.length - mains, 'worker')}`,
    ...processes
      .slice(0, LISTED)
      .map(
        ({ node, thread, argv }) =>
          `    ${node} ${thread === 0 ? '' : `worker ${thread} of `}${words(argv)}`,
      ),
    `  ${plural(loaded.length, 'source file')} of the project loaded${loaded.length === 0 ? ': Scope reaches none of this command' : ''}`,
    ...loaded.slice(0, LISTED).map((path) => `    ${path}`),
    ...(loaded.length > LISTED ? [`    and ${loaded.length - LISTED} more`] : []),
  ].join('\n');
}
