/**
 * The identifiers of a file that name something in scope, as TypeScript's tree has them, each with its role. Names of
 * properties and members, and names that belong to another module, are not looked up in any scope and are left out.
 */
import ts from 'typescript';

export type Role =
  | 'declaration'
  | 'value'
  | 'shorthand'
  | 'export'
  | 'jsx'
  | 'label'
  | 'private'
  | 'type'
  | 'type declaration';

export interface Found {
  readonly node: ts.Identifier | ts.PrivateIdentifier;
  readonly role: Role;
}

/** Parts of a node that are names of members, not names in scope: `undefined` where the kind has none. */
function isMemberName(node: ts.Node, parent: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  if (ts.isImportSpecifier(parent)) return parent.propertyName === node;
  if (ts.isExportSpecifier(parent))
    return parent.parent.parent.moduleSpecifier !== undefined || isExportedName(node, parent);
  if (ts.isImportTypeNode(parent)) return parent.qualifier === node;
  return (
    ((ts.isClassElement(parent) || ts.isTypeElement(parent) || ts.isObjectLiteralElement(parent)) &&
      parent.name === node &&
      !ts.isShorthandPropertyAssignment(parent)) ||
    ts.isMetaProperty(parent) ||
    ts.isJsxAttribute(parent) ||
    ts.isJsxNamespacedName(parent) ||
    ts.isNamespaceExport(parent) ||
    ts.isImportAttribute(parent) ||
    ts.isNamedTupleMember(parent)
  );
}

function isExportedName(node: ts.Node, parent: ts.ExportSpecifier): boolean {
  return parent.propertyName !== undefined && parent.name === node;
}

function isLabel(parent: ts.Node): boolean {
  return ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent);
}

const isNameOf = (node: ts.Node, parent: ts.Node): boolean =>
  (parent as { readonly name?: ts.Node }).name === node;

/** A parameter of a signature that has no body is a name in a type. */
function isInType(node: ts.Node): boolean {
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isTypeNode(at) && !ts.isExpressionWithTypeArguments(at)) return true;
    if (ts.isInterfaceDeclaration(at) || ts.isTypeAliasDeclaration(at)) return true;
    if (ts.isHeritageClause(at))
      return at.token === ts.SyntaxKind.ImplementsKeyword || ts.isInterfaceDeclaration(at.parent);
    if (ts.isFunctionLike(at) && (at as { body?: ts.Node }).body === undefined) return true;
    if (ts.isStatement(at) || ts.isExpression(at)) {
      if (!ts.isExpressionWithTypeArguments(at) && !ts.isIdentifier(at)) return false;
    }
  }
  return false;
}

const TYPE_DECLARATIONS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.InterfaceDeclaration,
  ts.SyntaxKind.TypeAliasDeclaration,
  ts.SyntaxKind.TypeParameter,
]);

function isDeclarationName(node: ts.Node, parent: ts.Node): boolean {
  return (
    isNameOf(node, parent) &&
    (ts.isVariableDeclaration(parent) ||
      ts.isParameter(parent) ||
      ts.isBindingElement(parent) ||
      ts.isFunctionDeclaration(parent) ||
      ts.isFunctionExpression(parent) ||
      ts.isClassLike(parent) ||
      ts.isEnumDeclaration(parent) ||
      ts.isModuleDeclaration(parent) ||
      ts.isImportSpecifier(parent) ||
      ts.isImportClause(parent) ||
      ts.isNamespaceImport(parent) ||
      ts.isImportEqualsDeclaration(parent))
  );
}

function roleOf(node: ts.Identifier | ts.PrivateIdentifier): Role | null {
  const { parent } = node;
  if (ts.isPrivateIdentifier(node)) return 'private';
  // The parameter called `this` and the block `declare global` declare no name.
  if (node.text === 'this' || (parent.flags & ts.NodeFlags.GlobalAugmentation) !== 0) return null;
  if (isLabel(parent)) return 'label';
  if (
    isMemberName(node, parent) ||
    ts.isEnumMember(parent) ||
    ts.isNamespaceExportDeclaration(parent)
  )
    return ts.isEnumMember(parent) && parent.initializer === node ? 'value' : null;
  if (TYPE_DECLARATIONS.has(parent.kind) && isNameOf(node, parent)) return 'type declaration';
  if (ts.isExportSpecifier(parent)) return 'export';
  if (ts.isShorthandPropertyAssignment(parent) && parent.name === node) return 'shorthand';
  if (isInType(node)) return isDeclarationName(node, parent) ? 'type declaration' : 'type';
  if (isDeclarationName(node, parent)) return 'declaration';
  if (ts.isJsxOpeningLikeElement(parent) || ts.isJsxClosingElement(parent)) return 'jsx';
  return 'value';
}

/** @returns every identifier that is looked up in a scope or declares a name in one, in source order */
export function identifiersOf(file: ts.SourceFile): readonly Found[] {
  const found: Found[] = [];
  const stack: ts.Node[] = [file];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) {
      const role = node.end > node.getStart(file) ? roleOf(node) : null;
      if (role !== null) found.push({ node, role });
      continue;
    }
    const children: ts.Node[] = [];
    ts.forEachChild(node, (child) => {
      children.push(child);
    });
    stack.push(...children.reverse());
  }
  return found;
}
