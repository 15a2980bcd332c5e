/** Puts the hooks in place, and takes them away again. */

import { existsSync } from 'node:fs';
import {
  type ResolveFnOutput,
  type ResolveHookContext,
  type ResolveHookSync,
  registerHooks,
} from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { appFiles } from './app-files.ts';
import { Builtins } from './builtins.ts';
import { type BundledModule, receiveBundled } from './bundled.ts';
import { CompileHook, isLoaded, loadedFiles } from './compile.ts';
import { isWrapper, wrapperUrl } from './esm-wrapper.ts';
import { applyPatch, type ModulePatch, type PatchedModule, type PatchTable } from './module-patch.ts';
import { PackageCopies, type PackageCopy } from './package-copies.ts';
import { packageFileOf } from './package-file.ts';
import { satisfies } from './version-range.ts';

export interface HooksOptions {
  /**
   * Called when a patch throws, or cannot be brought to its module. The module stays as it was. What this
   * function throws itself is ignored.
   */
  onError(error: unknown, patch: ModulePatch): void;
  /** More patches. @default none */
  table?: PatchTable;
}

export interface Hooks {
  /** Stops patching what loads later. What is patched stays patched. */
  uninstall(): void;
  /** Names of target packages that were loaded before, and so stay unpatched. ES modules cannot be seen. */
  loadedBefore: string[];
  /** Whether the package was met since: loaded, or handed over by a bundle. */
  met(name: string): boolean;
}

/**
 * From now on, every module named in `patches` and in `options.table` is patched when it is first loaded, by `require`, `import`,
 * `import()` or `process.getBuiltinModule`, in each of its copies.
 * Ranges are read when their package loads: one that is not understood goes to `onError` then, and costs the start nothing.
 */
export function installHooks(patches: readonly ModulePatch[], options: HooksOptions): Hooks {
  return new Installation(patches, options).install();
}

class Installation {
  private readonly packages: PackageCopies;
  private readonly appFiles: ReadonlyMap<string, PackageCopy>;
  private readonly builtins: Builtins;
  private readonly compile = new CompileHook();
  /** Url of a real ES module -> url of its wrapper, so that two importers share one. */
  private readonly wrappers = new Map<string, string>();
  /** Names of packages that a bundle handed over. */
  private readonly bundled = new Set<string>();
  private readonly options: HooksOptions;

  constructor(patches: readonly ModulePatch[], options: HooksOptions) {
    this.options = options;
    this.packages = new PackageCopies(patches, options.table);
    this.appFiles = appFiles(patches);
    this.builtins = new Builtins(patches, options.table, this.onError);
  }

  install(): Hooks {
    const loadedBefore = this.loadedTargets();
    const hook = registerHooks({ resolve: this.resolve });
    const unwatch = this.builtins.watchGetBuiltinModule();
    const stopReceiving = receiveBundled(this.receive);
    this.builtins.seeLoaded();
    const uninstall = () => {
      hook.deregister();
      unwatch();
      stopReceiving();
      this.compile.clear();
    };
    const met = (name: string) => this.bundled.has(name) || this.packages.met(name);
    return { uninstall, loadedBefore, met };
  }

  /** What the resolve hook would have found for the module, had it been loaded from its package. */
  private readonly receive = (exports: unknown, module: BundledModule): unknown => {
    const { name, version, main, esm } = module;
    this.bundled.add(name);
    for (const patch of this.packages.patchesOf(name)) {
      const { file, versions } = patch;
      if (file === undefined ? !main : file !== module.file) continue;
      if (esm && patch.esm === undefined) continue;
      if (versions !== undefined && !satisfies(version, versions)) continue;
      exports = applyPatch(patch, exports, { name, version, file }, this.onError);
    }
    return exports;
  };

  /** Runs for every module that is resolved: a prefilter on the text of the url before anything else. */
  private readonly resolve: ResolveHookSync = (specifier, context, nextResolve) => {
    const resolved = nextResolve(specifier, context);
    const { url } = resolved;
    const builtin = builtinUrl(specifier, url);
    if (builtin !== undefined) {
      this.builtins.see(builtin);
      return resolved;
    }
    const appFile = this.appFiles.get(url);
    if (appFile !== undefined) return this.meetAppFile(appFile, context, resolved);
    const file = packageFileOf(url);
    if (file === undefined || !this.packages.targets(file.name) || this.packages.resolving) return resolved;
    try {
      return this.meetTarget(this.packages.copyOf(file), specifier, context, resolved);
    } catch (error) {
      for (const patch of this.packages.patchesOf(file.name)) this.onError(error, patch);
      return resolved;
    }
  };

  private meetTarget(
    copy: PackageCopy,
    specifier: string,
    context: ResolveHookContext,
    resolved: ResolveFnOutput,
  ): ResolveFnOutput {
    if (resolved.format !== 'module') return this.meetCommonJs(copy, context, resolved);
    // Only what is asked for by the package's name, which the wrapper itself does not do.
    return this.meetEsModule(copy, esmPatches(copy, specifier, resolved.url), context, resolved);
  }

  private meetAppFile(
    copy: PackageCopy,
    context: ResolveHookContext,
    resolved: ResolveFnOutput,
  ): ResolveFnOutput {
    if (resolved.format !== 'module') return this.meetCommonJs(copy, context, resolved);
    return isWrapper(context.parentURL) ? resolved : this.meetEsModule(copy, copy.esm, context, resolved);
  }

  private meetCommonJs(
    copy: PackageCopy,
    context: ResolveHookContext,
    resolved: ResolveFnOutput,
  ): ResolveFnOutput {
    const filename = fileURLToPath(resolved.url);
    const patches = copy.files.get(filename);
    if (patches === undefined) return resolved;
    // Spread, since Node 22.15 gives a Set here.
    const now = [...context.conditions].includes('require');
    this.compile.expect(filename, now, (exports) => this.patched(exports, patches, copy));
    return resolved;
  }

  private meetEsModule(
    copy: PackageCopy,
    patches: readonly ModulePatch[],
    context: ResolveHookContext,
    resolved: ResolveFnOutput,
  ): ResolveFnOutput {
    if (patches.length === 0 || ![...context.conditions].includes('import')) return resolved;
    let url = this.wrappers.get(resolved.url);
    if (url === undefined) {
      const names = [...new Set(patches.flatMap((patch) => patch.esm ?? []))];
      if (names.length === 0) return this.tell(copy, resolved);
      url = wrapperUrl(
        resolved.url,
        names,
        (exports, beside) => this.patched(exports, patches, copy, beside),
        urlsBeside(copy, patches),
      );
      this.wrappers.set(resolved.url, url);
    }
    return { url, format: 'module', shortCircuit: true };
  }

  /** A wrapper would show in `import.meta.resolve`, and there is nothing in it to replace. */
  private tell(copy: PackageCopy, resolved: ResolveFnOutput): ResolveFnOutput {
    this.patched(undefined, copy.esm.splice(0), copy);
    return resolved;
  }

  private patched(
    exports: unknown,
    patches: readonly ModulePatch[],
    copy: PackageCopy,
    beside?: PatchedModule['beside'],
  ): unknown {
    for (const patch of patches) {
      const module = patchedModule(patch, copy);
      if (beside !== undefined) module.beside = beside;
      exports = applyPatch(patch, exports, module, this.onError);
    }
    return exports;
  }

  private loadedTargets(): string[] {
    const names = new Set<string>();
    for (const filename of loadedFiles()) {
      if (!filename.includes('node_modules')) continue;
      const file = packageFileOf(pathToFileURL(filename).href);
      if (file === undefined || names.has(file.name) || !this.packages.targets(file.name)) continue;
      if ([...this.packages.copyOf(file).files.keys()].some(isLoaded)) names.add(file.name);
    }
    return [...names];
  }

  private readonly onError = (error: unknown, patch: ModulePatch): void => {
    try {
      this.options.onError(error, patch);
    } catch {
      // a reporter that fails must not stop the app from loading its module
    }
  };
}

/** Node 22.15 leaves out the scheme of what cannot be required without it: `node:sqlite` is resolved to `sqlite`. */
function builtinUrl(specifier: string, url: string): string | undefined {
  if (url.startsWith('node:')) return url;
  return specifier.startsWith('node:') && specifier.slice('node:'.length) === url ? specifier : undefined;
}

/** Patches of the package's entry (`hono`), or of the file that is asked for below it (`hono/tiny`). */
function esmPatches(copy: PackageCopy, specifier: string, url: string): readonly ModulePatch[] {
  if (specifier === copy.name) return copy.esm;
  if (!specifier.startsWith(`${copy.name}/`)) return [];
  const patches = copy.files.get(fileURLToPath(url)) ?? [];
  return patches.filter(({ file, esm }) => file !== undefined && esm !== undefined);
}

/** One that is not there would stop the wrapper, and so the application, from loading. */
function urlsBeside({ baseDir }: PackageCopy, patches: readonly ModulePatch[]): Map<string, string> {
  const urls = new Map<string, string>();
  for (const file of patches.flatMap(({ beside = [] }) => beside)) {
    const path = join(baseDir ?? '', file);
    if (existsSync(path)) urls.set(file, pathToFileURL(path).href);
  }
  return urls;
}

function patchedModule(patch: ModulePatch, copy: PackageCopy): PatchedModule {
  return { name: copy.name, version: copy.version, baseDir: copy.baseDir, file: patch.file };
}
