/** The sentences about a comparison that stand before the paragraph of an answer: what differs, and what that does not prove. */
import type { ChangedLines, ComparedSource, Comparison } from '../../protocol/comparison.ts';

/** @returns text that claims nothing beyond the two recordings */
export function leadOf(comparison: Comparison): string {
  const { here, there, divergence, aligned, kind } = comparison;
  const events = `${aligned.toLocaleString('en')} event${aligned === 1 ? '' : 's'}`;
  const told = outcomes(comparison);
  if (divergence === null) {
    const same =
      aligned === 0
        ? 'Nothing that both recorded can be compared.'
        : `What was recorded of both is the same (${events}).`;
    return `${told} ${same}`;
  }
  const { text, inSlice, later, source, changed } = divergence;
  const parts = [
    told,
    `${here.label} and ${there.label} do the same for ${events}, then part. ${text}`,
    inSlice
      ? ''
      : later
        ? 'What the symptom depends on differs only after that.'
        : 'The symptom is not known to depend on that: it is a difference of the two runs, and no more is proved of it.',
    kind === 'commit' ? tellChanges(changed, there.label) : '',
    source === null || (source.kind === 'order' && divergence.kind === 'order')
      ? ''
      : tellSource(source),
    kind === 'flaky' ? tellEarlier(comparison) : '',
  ];
  return parts
    .filter((part) => part !== '')
    .map((part) =>
      part.replace(/^(?:the|its) /u, (word) => word.charAt(0).toUpperCase() + word.slice(1)),
    )
    .join(' ');
}

function outcomes({ here, there }: Comparison): string {
  return here.outcome === there.outcome
    ? `Both ${here.label} and ${there.label} ${here.outcome}.`
    : '';
}

function tellChanges(changed: readonly ChangedLines[], label: string): string {
  const [first] = changed;
  if (first === undefined) return 'No changed line is known to lead there.';
  const { file, line, endLine, around, side } = first;
  const lines = line === endLine || around ? `${line}` : `${line}-${endLine}`;
  if (side === 'there') return `${label} has other code on the way there: its ${file}:${lines}.`;
  return around
    ? `Code that ${label} has is missing on the way there, at ${file}:${lines}.`
    : `${file}:${lines} on the way there was changed since ${label}.`;
}

/** What else differed before, and may be why: said as what it is. */
function tellEarlier({ divergence, sources }: Comparison): string {
  const seq = divergence?.here?.seq ?? Infinity;
  const [first] = sources.filter((one) => one.seq < seq && one.line !== divergence?.source?.line);
  if (first === undefined) return '';
  const { code, file, line, here, there, kind } = first;
  const values =
    here === undefined || there === undefined ? '' : `: ${here}, and ${there} in the other run`;
  return `Before that ${NAMES[kind]} gave another value at ${file}:${line} (\`${code}\`${values}).`;
}

const NAMES: Readonly<Record<ComparedSource['kind'], string>> = {
  time: 'the time',
  random: 'chance',
  order: 'the order in which things came to their end',
  environment: 'the environment',
  'file-system': 'the file system',
  network: 'the network',
  process: 'the process or machine',
};

/** @returns what the program does not decide, and where it enters */
export function tellSource({ kind, code, file, line, here, there }: ComparedSource): string {
  const values =
    here === undefined || there === undefined ? '' : ` (${here}, and ${there} in the other run)`;
  return `It comes from ${NAMES[kind]}: \`${code}\` at ${file}:${line}${values}.`;
}
