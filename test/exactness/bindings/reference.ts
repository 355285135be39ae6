/**
 * What TypeScript's checker says about the identifiers of one file. The file is a program of its own, without libraries:
 * what it does not declare itself is outside, and scripts that happen to lie side by side do not share their names.
 */
import ts from 'typescript';
import { identifiersOf } from './identifier.ts';
import type { Found } from './identifier.ts';

export interface Reference extends Found {
  readonly start: number;
  readonly name: string;
  /**
   * Offsets of the names of its declarations in the file; none: declared elsewhere, or nowhere. Null: TypeScript has no
   * answer, because the name stands in a `with`, in a private access on something untyped, or is declared in ways that
   * TypeScript takes for an error (`var a` beside `function a`).
   */
  readonly declared: readonly number[] | null;
  /** Kind of the first declaration, for people. */
  readonly kind: string;
}

const OPTIONS: ts.CompilerOptions = {
  allowJs: true,
  checkJs: false,
  noLib: true,
  noResolve: true,
  types: [],
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  jsx: ts.JsxEmit.Preserve,
  experimentalDecorators: true,
};

function programOf(path: string, text: string): ts.Program {
  const name = `/${path}`;
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.ESNext, true);
  const host: ts.CompilerHost = {
    getSourceFile: (file) => (file === name ? source : undefined),
    getDefaultLibFileName: () => '/lib.d.ts',
    writeFile: () => undefined,
    getCurrentDirectory: () => '/',
    getCanonicalFileName: (file) => file,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    fileExists: (file) => file === name,
    readFile: (file) => (file === name ? text : undefined),
  };
  return ts.createProgram([name], OPTIONS, host);
}

/** An assignment that TypeScript takes for a declaration of a namespace in JavaScript (`a.b = 1`) declares no name. */
function isBinding(node: ts.Declaration): boolean {
  return !(ts.isExpression(node) && !ts.isFunctionExpression(node) && !ts.isClassExpression(node));
}

function labelTarget(node: ts.Identifier): readonly number[] {
  if (ts.isLabeledStatement(node.parent)) return [node.getStart()];
  for (let at: ts.Node = node.parent; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isFunctionLike(at)) return [];
    if (ts.isLabeledStatement(at) && at.label.text === node.text) return [at.label.getStart()];
  }
  return [];
}

interface Resolver extends ts.TypeChecker {
  resolveName(
    name: string,
    location: ts.Node,
    meaning: ts.SymbolFlags,
    excludeGlobals: boolean,
  ): ts.Symbol | undefined;
}

/** In JavaScript `getSymbolAtLocation` gives the member for `a` in `a.b = 1`; the name itself has to be asked for. */
function isReceiverOfAssignment(node: ts.Node): boolean {
  const { parent } = node;
  return (
    (node.flags & ts.NodeFlags.JavaScriptFile) !== 0 &&
    ts.isPropertyAccessExpression(parent) &&
    ts.isBinaryExpression(parent.parent) &&
    parent.parent.left === parent
  );
}

function symbolOf({ node, role }: Found, checker: ts.TypeChecker): ts.Symbol | undefined {
  const { parent } = node;
  if (role === 'value' && isReceiverOfAssignment(node))
    return (checker as Resolver).resolveName(node.text, node, ts.SymbolFlags.Value, false);
  if (role === 'shorthand') return checker.getShorthandAssignmentValueSymbol(parent);
  if (role === 'export' && ts.isExportSpecifier(parent))
    return checker.getExportSpecifierLocalTargetSymbol(parent);
  return checker.getSymbolAtLocation(node);
}

function isInWith(node: ts.Node): boolean {
  for (let at = node; at.parent !== undefined; at = at.parent)
    if (ts.isWithStatement(at.parent) && at.parent.statement === at) return true;
  return false;
}

/** Duplicate identifier; cannot redeclare block-scoped variable. */
const DECLARED_TWICE: ReadonlySet<number> = new Set([2300, 2451]);

/** Names that the binder reports as declared twice. */
function duplicates(file: ts.SourceFile): ReadonlySet<string> {
  const { bindDiagnostics } = file as unknown as {
    readonly bindDiagnostics: readonly ts.DiagnosticWithLocation[];
  };
  return new Set(
    bindDiagnostics
      .filter(({ code }) => DECLARED_TWICE.has(code))
      .map(({ start, length }) => file.text.slice(start, start + length)),
  );
}

/** @returns the answers in source order, or null where TypeScript itself cannot read the file */
export function referencesOf(path: string, text: string): readonly Reference[] | null {
  const program = programOf(path, text);
  const file = program.getSourceFile(`/${path}`);
  if (file === undefined || program.getSyntacticDiagnostics(file).length > 0) return null;
  const checker = program.getTypeChecker();
  const twice = duplicates(file);
  return identifiersOf(file).map((found) => {
    const { node, role } = found;
    const own = { ...found, start: node.getStart(file), name: node.text };
    if (role === 'label' && ts.isIdentifier(node))
      return { ...own, declared: labelTarget(node), kind: 'label' };
    const symbol = symbolOf(found, checker);
    const declarations = (symbol?.declarations ?? []).filter(
      (one) => one.getSourceFile() === file && isBinding(one) && !ts.isSourceFile(one),
    );
    const names = declarations.flatMap((one) => ts.getNameOfDeclaration(one)?.getStart(file) ?? []);
    const [first] = declarations;
    const kind = first === undefined ? 'outside' : (ts.SyntaxKind[first.kind] ?? '');
    const hasNone =
      (role === 'private' && symbol === undefined) || twice.has(node.text) || isInWith(node);
    return { ...own, declared: hasNone ? null : names, kind };
  });
}
