/**
 * The first thing a rewritten file does: it takes the sink. Where there is none it takes functions that return their last
 * argument, so that the text also runs alone. Modules that import others take it lazily, because a cycle of imports may call
 * their hoisted functions before their first statement ran.
 */
import { childOf, walkSyntax } from '../../code-graph/syntax/node.ts';
import type { SyntaxTree } from '../../code-graph/syntax/node.ts';
import type { FunctionInfo, ScopeTable } from '../../code-graph/syntax/scope-table.ts';
import { SINK_SYMBOL } from '../../protocol/session.ts';
import { statementsOf } from './place/extent.ts';
import { RANK } from './insertion.ts';
import type { Rewriting } from './rewriting.ts';

const GLOBALS: ReadonlySet<string> = new Set(['Reflect', 'Symbol', 'globalThis']);

/** @returns a prefix for all inserted names that does not occur in the text */
export function choosePrefix(text: string): string {
  for (let n = 0; ; n += 1) {
    const prefix = n === 0 ? '$' : n <= 10 ? `$${n - 1}` : `$${n.toString(36)}_`;
    if (n === 0 ? !/\$[a-z]/u.test(text) : !text.includes(prefix)) return prefix;
  }
}

/** @returns true for a module whose imports may lead back to it before it has run */
export function mayBeEnteredEarly(tree: SyntaxTree): boolean {
  return tree.root.children.some((child) => {
    if (child.type !== 'import_statement' && child.type !== 'export_statement') return false;
    const source = childOf(child, 'source');
    return source !== null && !tree.text.startsWith('node:', source.start + 1);
  });
}

const HOISTED: ReadonlySet<string> = new Set([
  'function_declaration',
  'generator_function_declaration',
]);

function isHoistedFunction({ node }: FunctionInfo): boolean {
  const { parent } = node;
  if (parent === null) return false;
  if (parent.type === 'program') return HOISTED.has(node.type);
  if (parent.type !== 'export_statement' || parent.parent?.type !== 'program') return false;
  const isDefault = parent.children.some((child) => child.type === 'default');
  return HOISTED.has(node.type) || (isDefault && /^(?:generator_)?function/u.test(node.type));
}

/** @returns true for a function that can run before its module does: hoisted, or a default value of a hoisted one */
export function runsEarly(scopes: ScopeTable, fn: FunctionInfo): boolean {
  if (isHoistedFunction(fn)) return true;
  const parent = scopes.functions[fn.parent];
  if (parent === undefined || parent.body === null || parent.kind === 'module') return false;
  return fn.node.start < parent.body.start && isHoistedFunction(parent);
}

/** The module itself may declare `Symbol` or `Reflect`; then only the global scope knows the real ones. */
function shadowsGlobals(scopes: ScopeTable): boolean {
  let shadowed = false;
  const { text, root } = scopes.tree;
  if (![...GLOBALS].some((name) => text.includes(name))) return false;
  walkSyntax(root, (node) => {
    if (shadowed || !node.type.startsWith('identifier')) return;
    if (!GLOBALS.has(text.slice(node.start, node.end))) return;
    shadowed = scopes.resolve(node)?.declaredIn.kind === 'module';
  });
  return shadowed;
}

/**
 * The program may have taken away what the sink is found by (`Symbol`, `Reflect`, `globalThis`); the file then runs with inert
 * probes, for which nothing but syntax is needed. That of ES2018: old transpilers read the text as well.
 */
function sinkExpression(scopes: ScopeTable, members: readonly string[], typed: boolean): string {
  const symbol = JSON.stringify(SINK_SYMBOL);
  const plain = `Reflect.get(globalThis,Symbol.for(${symbol}))`;
  const found = shadowsGlobals(scopes) ? `(0,eval)('${plain}')` : plain;
  const [last, all] = typed ? ['l:any,s?:any', '...a:any[]'] : ['l,s', '...a'];
  const inert = members.map((member) => `${member}:l`).join(',');
  return `((${last})=>{try{s=${found}}catch(e){}return s||{${inert}}})((${all})=>a[a.length-1])`;
}

/** Types under which a checker accepts every call of the sink. */
function annotationOf(member: string): string {
  const value = '<T>(s:number,f:number,v:T)=>T';
  if (member === 'g') return 'any';
  if (member === 'w') return '<T>(s:number,f:number,t:number,v:T)=>T';
  if (member === 'i') return '<T>(s:number,c:number,f:number,o:unknown,v:T)=>T';
  if (/^[rpvbtcz]$/u.test(member)) return value;
  return '(...a:any[])=>any';
}

/** Adds the prologue. `start` is the call that opens the module's own frame, or null. */
export function insertPrologue(rewriting: Rewriting, start: string | null, early: boolean): void {
  const { tree, scopes } = rewriting;
  const first = statementsOf(tree.root)[0];
  const module = scopes.functions[0];
  if (first === undefined || module === undefined) return;
  const typed = rewriting.dialect === 'typed';
  const members = [...rewriting.used].sort();
  const sink = sinkExpression(scopes, members, typed);
  const pairs = members.map((member) => `${member}:${rewriting.name(member)}`).join(',');
  const frame = rewriting.frameName(module);
  const types = members.map((member) => `${member}:${annotationOf(member)}`).join(';');
  const cast = typed ? ` as {${types}}` : '';
  const taken = typed ? `(${sink})${cast}` : sink;
  let code = `const {${pairs}}=${taken};${start === null ? '' : `const ${frame}=${start};`}`;
  if (early) {
    const once = rewriting.ownName('k');
    const take = rewriting.ownName('q');
    const any = typed ? ':any' : '';
    const names = members.map((member) =>
      typed ? `${rewriting.name(member)}!:${annotationOf(member)}` : rewriting.name(member),
    );
    const own = [`${once}${any}`, ...names, ...(start === null ? [] : [`${frame}${any}`])];
    const open = start === null ? '' : `${frame}=${start};`;
    code =
      `var ${own.join(',')};function ${take}(){${once}=${sink};({${pairs}}=${once});${open}}` +
      `${earlyCall(rewriting)}`;
  }
  rewriting.wrap(first.start, tree.text.length, { open: code, rank: RANK.prologue });
}

/** @returns the statement that takes the sink unless that was done */
export function earlyCall(rewriting: Rewriting): string {
  return `${rewriting.ownName('k')}||${rewriting.ownName('q')}();`;
}
