/** Modules of one program: each file once, read beside the program, linked and run when asked for. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import vm from 'node:vm';

/** The part of vm's modules that the types of Node 20 describe too loosely. */
type Importer = { readonly identifier?: string };

export interface ModuleLoader {
  /** @throws a SyntaxError where the text does not parse */
  make(file: string, text: string): vm.SourceTextModule;
  link(module: vm.Module): Promise<void>;
  /** `import()` in the program, also in its scripts. */
  readonly importDynamically: (specifier: string, importer: Importer) => Promise<vm.Module>;
}

function jsonModule(file: string, text: string, context: vm.Context): vm.Module {
  const parse = vm.runInContext('JSON.parse', context) as (text: string) => unknown;
  const value = parse(text);
  return new vm.SyntheticModule(
    ['default'],
    function () {
      this.setExport('default', value);
    },
    { context, identifier: file },
  );
}

export function createModuleLoader(options: {
  readonly context: () => vm.Context;
  readonly main: string;
  /** Gives the text that runs for a file other than the program itself. */
  readonly textOf: (file: string, text: string) => string;
}): ModuleLoader {
  const { main, textOf } = options;
  const modules = new Map<string, vm.Module>();
  const linked = new Map<vm.Module, Promise<void>>();

  function make(file: string, text: string): vm.SourceTextModule {
    const module = new vm.SourceTextModule(text, {
      context: options.context(),
      identifier: file,
      importModuleDynamically: importDynamically as never,
      initializeImportMeta: (meta) => {
        meta.url = `file://${file}`;
      },
    });
    modules.set(file, module);
    return module;
  }
  function load(specifier: string, importer: Importer): vm.Module {
    const file = resolve(dirname(importer.identifier ?? main), specifier);
    const known = modules.get(file);
    if (known !== undefined) return known;
    const text = readFileSync(file, 'utf8');
    if (!file.endsWith('.json')) return make(file, textOf(file, text));
    const module = jsonModule(file, text, options.context());
    modules.set(file, module);
    return module;
  }
  function link(module: vm.Module): Promise<void> {
    const known = linked.get(module);
    if (known !== undefined) return known;
    const done =
      module.status === 'unlinked'
        ? module.link((specifier, importer) => load(specifier, importer))
        : Promise.resolve();
    linked.set(module, done);
    return done;
  }
  async function importDynamically(specifier: string, importer: Importer): Promise<vm.Module> {
    const module = load(specifier, importer);
    await link(module);
    await module.evaluate();
    return module;
  }
  return { make, link, importDynamically };
}
