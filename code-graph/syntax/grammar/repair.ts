/**
 * Syntax that tree-sitter's grammars misread, found in TypeScript's tree and replaced by other syntax of the same length
 * that they do read. Only the tree changes: positions and the text that people see stay those of the source. What is
 * replaced is erased before the program runs, or keeps its meaning (`import defer`, `accessor`, `&` in JSX).
 */
import type * as TypeScript from 'typescript';
import type { Compiled } from './compiler.ts';

interface Edit {
  readonly start: number;
  readonly end: number;
  /** Padded with spaces to the length of what it replaces. */
  readonly by: string;
}

interface Place {
  readonly ts: typeof TypeScript;
  readonly text: string;
  readonly startOf: (node: TypeScript.Node) => number;
}

type Repair = (node: TypeScript.Node, place: Place) => readonly Edit[];

const blank = (start: number, end: number): Edit => ({ start, end, by: '' });

/** `import("x").T[]` as a type: a name as long as the call. */
const importType: Repair = (node, { ts, startOf }) => {
  if (!ts.isImportTypeNode(node) || node.isTypeOf) return [];
  const start = startOf(node);
  const end = node.qualifier === undefined ? node.argument.end + 1 : startOf(node.qualifier) - 1;
  return [{ start, end, by: 'import'.padEnd(end - start, '_') }];
};

/** A member of an interface that starts with `<`, `(` or `[` where nothing ends the member above it. */
const callSignature: Repair = (node, { ts, text, startOf }) => {
  if (!ts.isInterfaceDeclaration(node) && !ts.isTypeLiteralNode(node)) return [];
  return node.members.slice(1).flatMap((member, index) => {
    const above = node.members[index];
    const start = startOf(member);
    if (above === undefined || /[;,]/u.test(text[above.end - 1] ?? '')) return [];
    if (!/[<([]/u.test(text[start] ?? '') || !/\s/u.test(text[above.end] ?? '')) return [];
    return [{ start: above.end, end: above.end + 1, by: ';' }];
  });
};

/** `in` and `out` in front of a type parameter. */
const variance: Repair = (node, { ts, startOf }) => {
  if (!ts.isTypeParameterDeclaration(node)) return [];
  return (node.modifiers ?? [])
    .filter(({ kind }) => kind !== ts.SyntaxKind.ConstKeyword)
    .map((modifier) => blank(startOf(modifier), modifier.end));
};

/** `f<<T>(x: T) => void>()`: the inner type parameters stand where the grammar sees a shift. */
const shiftLike: Repair = (node, { ts, text, startOf }) => {
  if (!ts.isFunctionTypeNode(node) || node.typeParameters === undefined) return [];
  const start = startOf(node);
  return text[start - 1] === '<' ? [blank(start, node.typeParameters.end + 1)] : [];
};

/** Statements that leave nothing at run time: `export type *`, a default function without a body, a bare `global {}`. */
const erased: Repair = (node, { ts, startOf }) => {
  const isErased =
    (ts.isExportDeclaration(node) && node.isTypeOnly && !hasNames(node, ts)) ||
    (ts.isFunctionDeclaration(node) && node.body === undefined && node.name === undefined) ||
    (ts.isModuleDeclaration(node) &&
      (node.flags & ts.NodeFlags.GlobalAugmentation) !== 0 &&
      node.modifiers === undefined);
  return isErased ? [blank(startOf(node), node.end)] : [];
};

function hasNames(node: TypeScript.ExportDeclaration, ts: typeof TypeScript): boolean {
  return node.exportClause !== undefined && ts.isNamedExports(node.exportClause);
}

/** `with { type: 'json' }` behind a module name; the statement ends where it ended. */
const attributes: Repair = (node, { ts, text, startOf }) => {
  if (!ts.isExportDeclaration(node) && !ts.isImportDeclaration(node)) return [];
  const { attributes: found } = node;
  if (found === undefined) return [];
  const start = startOf(found);
  const by = text[node.end - 1] === ';' ? '' : ';'.padStart(found.end - start);
  return [{ start, end: found.end, by }];
};

/** `import defer * as a`, `import source a`, `import.defer('a')`. */
const importPhase: Repair = (node, { ts, text, startOf }) => {
  if (ts.isImportClause(node)) {
    const start = startOf(node);
    const word = /^(?:defer|source)\b/u.exec(text.slice(start, start + 7))?.[0];
    const isPhase = word !== undefined && node.name?.text !== word;
    return isPhase ? [blank(start, start + word.length)] : [];
  }
  if (!ts.isMetaProperty(node) || node.keywordToken !== ts.SyntaxKind.ImportKeyword) return [];
  const isPhase = ts.isCallExpression(node.parent) && node.parent.expression === node;
  return isPhase ? [blank(startOf(node) + 'import'.length, node.end)] : [];
};

/** `using x: T = f()` and `await using`, with comments or types in between. */
const using: Repair = (node, { ts, startOf }) => {
  if (!ts.isVariableDeclarationList(node)) return [];
  const isUsing = (node.flags & ts.NodeFlags.Using) !== 0;
  return isUsing ? [{ start: startOf(node), end: node.declarations.pos, by: 'const' }] : [];
};

/** `accessor x`, with any kind of key. */
const accessor: Repair = (node, { ts, startOf }) =>
  node.kind === ts.SyntaxKind.AccessorKeyword ? [blank(startOf(node), node.end)] : [];

/** Members whose names the grammar takes for a modifier. */
const abstractName: Repair = (node, { ts, startOf }) => {
  const isName =
    ts.isIdentifier(node) &&
    /^(?:abstract|accessor)$/u.test(node.text) &&
    (ts.isTypeElement(node.parent) || ts.isClassElement(node.parent)) &&
    node.parent.name === node;
  return isName ? [{ start: startOf(node), end: node.end, by: 'a'.padEnd(8, '_') }] : [];
};

/** `&` that starts no entity; braces behind a backslash in a type of text. */
const loneCharacters: Repair = (node, { ts, text, startOf }) => {
  const inJsx = ts.isJsxText(node) || (ts.isStringLiteral(node) && ts.isJsxAttribute(node.parent));
  const inType = ts.isTemplateLiteralTypeSpan(node.parent) || ts.isTemplateHead(node);
  if (!inJsx && !inType) return [];
  const start = inJsx && ts.isJsxText(node) ? node.pos : startOf(node);
  return [...text.slice(start, node.end).matchAll(inJsx ? /&/gu : /\\./gsu)].map((match) => ({
    start: start + match.index,
    end: start + match.index + match[0].length,
    by: '_'.repeat(match[0].length),
  }));
};

const REPAIRS: readonly Repair[] = [
  importType,
  callSignature,
  variance,
  shiftLike,
  erased,
  attributes,
  importPhase,
  using,
  accessor,
  abstractName,
  loneCharacters,
];

/** Edits in the order of the text; one inside another is left out. */
function applyEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, by } of [...edits].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (start < at) continue;
    parts.push(text.slice(at, start), by.padEnd(end - start));
    at = end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

/**
 * @param written   the source
 * @param read      what the grammar failed on: the source, perhaps with some syntax replaced
 * @returns `read` with more replaced; the same text where nothing is known to be misread
 */
export function repairSyntax(
  { written, read }: { readonly written: string; readonly read: string },
  { compiler: { ts }, source }: Compiled,
): string {
  const startOf = (node: TypeScript.Node): number => node.getStart(source);
  const place: Place = { ts, text: written, startOf };
  const edits: Edit[] = [];
  const stack: TypeScript.Node[] = [source];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node !== source) for (const repair of REPAIRS) edits.push(...repair(node, place));
    ts.forEachChild(node, (child) => {
      stack.push(child);
    });
  }
  return applyEdits(read, edits);
}
