/**
 * What makes two runs of the same code differ: calls and reads whose value the program does not decide. Known by their text where
 * the name leads to Node or the language and not to code of the project; read from the source, never from the program.
 */
import { childOf, isFunctionNode, namedChildren, walkSyntax } from '../../code-graph/index.ts';
import type { SyntaxNode } from '../../code-graph/index.ts';
import type { SourceFile } from '../source-index.ts';

export type SourceKind =
  'time' | 'random' | 'order' | 'environment' | 'file-system' | 'network' | 'process';

export interface NondeterministicSource {
  readonly kind: SourceKind;
  readonly node: SyntaxNode;
  /** As the program spells it: `Date.now()`. */
  readonly text: string;
}

interface Row {
  readonly kind: SourceKind;
  /** Of what is called, or of the member that is read. */
  readonly pattern: RegExp;
}

/** Of a call; what may stand before the last name is what such modules are usually called. */
const CALLS: readonly Row[] = [
  {
    kind: 'time',
    pattern:
      /^(?:globalThis\.)?(?:Date(?:\.now)?|performance\.now|(?:process\.)?hrtime(?:\.bigint)?)$/u,
  },
  {
    kind: 'random',
    pattern:
      /^(?:Math\.random|(?:(?:globalThis\.|node)?[cC]rypto\.|webcrypto\.)?(?:randomUUID|randomBytes|randomInt|randomFill(?:Sync)?|getRandomValues|generateKey(?:Pair)?(?:Sync)?|pseudoRandomBytes))$/u,
  },
  {
    kind: 'file-system',
    pattern:
      /^(?:(?:fs|fsp|fsPromises|promises)\.(?:promises\.)?)?(?:readdir|opendir|l?stat|fstat|glob|mkdtemp)(?:Sync)?$/u,
  },
  {
    kind: 'process',
    pattern:
      /^(?:process\.(?:uptime|memoryUsage(?:\.rss)?|cpuUsage|resourceUsage|cwd)|os\.(?:hostname|uptime|loadavg|freemem|totalmem|cpus|tmpdir|networkInterfaces))$/u,
  },
  {
    kind: 'network',
    pattern:
      /^(?:fetch|(?:https?|undici)\.(?:get|request)|dns\.(?:promises\.)?(?:lookup|resolve\w*))$/u,
  },
  { kind: 'order', pattern: /^Promise\.(?:race|any)$/u },
];

const READS: readonly Row[] = [
  { kind: 'environment', pattern: /^process\.env(?:\b|$)/u },
  { kind: 'process', pattern: /^process\.p?pid$/u },
  { kind: 'file-system', pattern: /\.(?:[amc]time|birthtime)(?:Ms|Ns)?$|\.ino$/u },
  { kind: 'network', pattern: /\baddress\(\)[?!]?\.port$/u },
];

/** @returns the sources in an expression or statement, functions inside of it left out, in source order */
export function sourcesIn(source: SourceFile, node: SyntaxNode): readonly NondeterministicSource[] {
  const found: NondeterministicSource[] = [];
  walkSyntax(node, (inner) => {
    if (inner !== node && isFunctionNode(inner)) return false;
    const kind = kindOf(source, inner);
    if (kind !== null) found.push({ kind, node: inner, text: textOf(source, inner) });
    return true;
  });
  return found;
}

/** @returns what of its kind the node is a source of, or null */
function kindOf(source: SourceFile, node: SyntaxNode): SourceKind | null {
  if (node.type === 'new_expression') {
    const made = childOf(node, 'constructor');
    const given = childOf(node, 'arguments');
    const isNow = given === null || namedChildren(given).length === 0;
    return made !== null && isNow && textOf(source, made) === 'Date' && isForeign(source, made)
      ? 'time'
      : null;
  }
  if (node.type === 'call_expression') {
    const callee = childOf(node, 'function');
    return callee === null ? null : find(CALLS, source, callee);
  }
  if (node.type !== 'member_expression') return null;
  // What is read on the way to a longer member is not read for itself.
  return node.parent?.type === 'member_expression' && node.field === 'object'
    ? null
    : find(READS, source, node);
}

function find(rows: readonly Row[], source: SourceFile, node: SyntaxNode): SourceKind | null {
  const text = textOf(source, node).replaceAll('?.', '.');
  const row = rows.find(({ pattern }) => pattern.test(text));
  if (row === undefined) return null;
  // What a file has for its times and numbers is the file's, whatever the variable is called.
  return row.kind === 'file-system' && rows === READS
    ? row.kind
    : isForeign(source, node)
      ? row.kind
      : null;
}

const BUILTIN =
  /['"](?:node:)?(?:fs|fs\/promises|crypto|os|process|perf_hooks|net|http|https|dns|dns\/promises|undici)['"]/u;

/** A global, or what an import or `require` of one of Node's modules gave its name to. */
function isForeign(source: SourceFile, node: SyntaxNode): boolean {
  let root = node;
  for (let next: SyntaxNode | undefined = node; next !== undefined;) {
    root = next;
    next = /^(?:member|call|subscript)_expression$/u.test(next.type)
      ? (childOf(next, 'object') ?? childOf(next, 'function') ?? undefined)
      : undefined;
  }
  if (root.type !== 'identifier') return false;
  const binding = source.scopes.resolve(root);
  if (binding === null) return true;
  for (let up: SyntaxNode | null = binding.node; up !== null; up = up.parent)
    if (/^(?:import_statement|variable_declarator)$/u.test(up.type))
      return BUILTIN.test(textOf(source, up));
  return false;
}

function textOf(source: SourceFile, node: SyntaxNode): string {
  return source.text.slice(node.start, node.end).replaceAll(/\s+/gu, ' ');
}
