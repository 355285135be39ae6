/**
 * Imports that stay inside the project: what the graph says they stand for beside what TypeScript's checker says when it
 * sees the whole project. Imports of types alone, and what neither finds in the project, are not counted.
 */
import { join, relative, sep } from 'node:path';
import ts from 'typescript';
import { linkImports } from './linked.ts';
import type { Linked } from './linked.ts';
import type { SourceText } from './project.ts';

export interface ImportComparison {
  readonly imports: number;
  readonly differences: readonly { readonly category: string; readonly where: string }[];
}

const OPTIONS: ts.CompilerOptions = {
  allowJs: true,
  checkJs: false,
  noLib: true,
  types: [],
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true,
  resolveJsonModule: true,
  noEmit: true,
  jsx: ts.JsxEmit.Preserve,
  maxNodeModuleJsDepth: 0,
};

/** What the project's own configuration says about where modules lie. */
function pathsOf(root: string): ts.CompilerOptions {
  const file = join(root, 'tsconfig.json');
  if (!ts.sys.fileExists(file)) return {};
  const read = ts.readConfigFile(file, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(
    read.config ?? {},
    { ...ts.sys, readDirectory: () => [] },
    root,
  );
  const { paths, baseUrl, pathsBasePath, customConditions } = options;
  return JSON.parse(JSON.stringify({ paths, baseUrl, pathsBasePath, customConditions }));
}

function isImporting(
  node: ts.Node,
): node is
  | ts.ImportSpecifier
  | ts.ImportClause
  | ts.NamespaceImport
  | ts.ExportSpecifier
  | ts.VariableDeclaration
  | ts.BindingElement
  | ts.ImportEqualsDeclaration {
  if (ts.isExportSpecifier(node)) return node.parent.parent.moduleSpecifier !== undefined;
  if (ts.isImportSpecifier(node) || ts.isNamespaceImport(node)) return true;
  if (ts.isImportClause(node)) return node.name !== undefined;
  return (
    (ts.isVariableDeclaration(node) || ts.isBindingElement(node)) && ts.isIdentifier(node.name)
  );
}

interface Side {
  readonly program: ts.Program;
  readonly root: string;
  readonly paths: ReadonlySet<string>;
}

/** Declarations, with assignments to `exports` and `module.exports` followed to what is assigned. */
function valuesOf(symbol: ts.Symbol, checker: ts.TypeChecker, depth = 0): readonly ts.Node[] {
  return (symbol.declarations ?? []).flatMap((one): readonly ts.Node[] => {
    const short = ts.isShorthandPropertyAssignment(one)
      ? checker.getShorthandAssignmentValueSymbol(one)
      : undefined;
    if (short !== undefined && depth < 20) return valuesOf(short, checker, depth + 1);
    const assigned = ts.isBinaryExpression(one) ? one : one.parent;
    if (depth > 20 || assigned === undefined || !ts.isBinaryExpression(assigned)) return [one];
    const { right } = assigned;
    const [argument] = ts.isCallExpression(right) ? right.arguments : [right];
    const next = argument === undefined ? undefined : checker.getSymbolAtLocation(argument);
    const isRequire = ts.isCallExpression(right) && right.expression.getText() === 'require';
    if (next === undefined || !(isRequire || ts.isIdentifier(right))) return [assigned];
    const aliased =
      (next.flags & ts.SymbolFlags.Alias) === 0 ? next : checker.getAliasedSymbol(next);
    const whole = aliased.exports?.get(ts.InternalSymbolName.ExportEquals);
    return valuesOf(whole ?? aliased, checker, depth + 1);
  });
}

/** The declarations in files of the project, or null where the name imports no value of it. */
function targetsOf(node: ts.Node, { program, root, paths }: Side): readonly ts.Node[] | null {
  const checker = program.getTypeChecker();
  const { name } = node as { name?: ts.Node };
  const symbol = name === undefined ? undefined : checker.getSymbolAtLocation(name);
  if (ts.isTypeOnlyImportOrExportDeclaration(node)) return null;
  if (symbol === undefined || (symbol.flags & ts.SymbolFlags.Alias) === 0) return null;
  const target = checker.getAliasedSymbol(symbol);
  if ((target.flags & ts.SymbolFlags.Value) === 0) return null;
  const own = valuesOf(target, checker).filter((one) =>
    paths.has(relative(root, one.getSourceFile().fileName).split(sep).join('/')),
  );
  return own.length === 0 ? null : own;
}

function agrees(linked: Linked | null, targets: readonly ts.Node[], root: string): boolean {
  if (linked === null) return false;
  return targets.some((one) => {
    const file = one.getSourceFile();
    if (relative(root, file.fileName).split(sep).join('/') !== linked.path) return false;
    // What a module exports as a whole has no name but the module's.
    if (linked.start === null) return ts.isSourceFile(one) || ts.isBinaryExpression(one);
    return one.getStart(file) <= linked.start && linked.start < one.end && !ts.isSourceFile(one);
  });
}

const kindOf = (node: ts.Node | undefined): string =>
  node === undefined ? '' : (ts.SyntaxKind[node.kind] ?? '');

/** @returns the comparison over all files of the project */
export function compareImports(root: string, sources: readonly SourceText[]): ImportComparison {
  const linkedImports = linkImports(root, sources);
  const program = ts.createProgram(
    sources.map(({ path }) => join(root, path)),
    { ...OPTIONS, ...pathsOf(root) },
  );
  const side: Side = { program, root, paths: new Set(sources.map(({ path }) => path)) };
  const differences: { category: string; where: string }[] = [];
  let imports = 0;
  for (const { path } of sources) {
    const file = program.getSourceFile(join(root, path));
    if (file === undefined || program.getSyntacticDiagnostics(file).length > 0) continue;
    const stack: ts.Node[] = [file];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      ts.forEachChild(node, (child) => {
        stack.push(child);
      });
      if (!isImporting(node)) continue;
      const targets = targetsOf(node, side);
      if (targets === null || node.name === undefined) continue;
      imports += 1;
      const start = node.name.getStart(file);
      const linked = linkedImports.get(path)?.get(start);
      if (linked !== undefined && agrees(linked, targets, root)) continue;
      const line = file.getLineAndCharacterOfPosition(start).line + 1;
      const said = linked === undefined ? 'no import' : linked === null ? 'unknown' : 'other';
      differences.push({
        category: `import: ${kindOf(targets[0])}, Scope says ${said}`,
        where: `${path}:${line}: ${node.name.getText(file)} is ${kindOf(targets[0])} of ${targets[0]?.getSourceFile().fileName.slice(root.length + 1)}, Scope says ${linked === undefined || linked === null ? said : `${linked.path}@${linked.start ?? 'all'}`}`,
      });
    }
  }
  return { imports, differences };
}
