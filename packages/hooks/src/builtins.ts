/** Node's own modules: patched in place when they are first seen, in whichever of three ways. */

import { isBuiltin, syncBuiltinESMExports } from 'node:module';
import { applyPatch, type ModulePatch, NO_TABLE, type PatchTable } from './module-patch.ts';

/**
 * `process.getBuiltinModule` as it was before `installHooks` wrapped it: how our own code takes a builtin
 * without making the app pay for the patch of a module that the app itself never loads.
 */
export const builtinModule = process.getBuiltinModule.bind(process) as typeof process.getBuiltinModule;

const LOADED_BY_NODE: ReadonlySet<string> = new Set(['node:fs', 'node:fs/promises']);

export class Builtins {
  private readonly waiting: Set<string>;
  private readonly patches: readonly ModulePatch[];
  private readonly table: PatchTable;
  private readonly onError: (error: unknown, patch: ModulePatch) => void;

  constructor(
    patches: readonly ModulePatch[],
    table: PatchTable = NO_TABLE,
    onError: (error: unknown, patch: ModulePatch) => void,
  ) {
    this.patches = patches;
    this.table = table;
    this.onError = onError;
    const modules = [...patches.map((patch) => patch.module), ...table.modules];
    this.waiting = new Set(modules.filter((name) => name.startsWith('node:')));
  }

  /**
   * Patches the builtin if it is a target and was not seen before. An ES module that imported it earlier
   * sees the patch too: bindings to a builtin are live, once Node is told.
   *
   * @param url with its scheme: `node:http`
   */
  see(url: string): void {
    // Out first, since a patch may require the module again.
    if (!this.waiting.delete(url)) return;
    const patches = [...this.patches.filter((patch) => patch.module === url), ...this.table.patchesOf(url)];
    const exports = builtinModule(url); // with its scheme, without which `node:sqlite` has no name
    if (exports === undefined) return;
    for (const patch of patches) applyPatch(patch, exports, { name: url }, this.onError);
    syncBuiltinESMExports();
  }

  /**
   * Patches the targets that are loaded already: who holds them will not ask for them again. Not those that Node loads for
   * itself: it would have them patched under every module that it reads.
   */
  seeLoaded(): void {
    // Undocumented, and in every Node: 'NativeModule http'. Without it a target waits until it is asked for.
    const loaded = (process as { moduleLoadList?: readonly string[] }).moduleLoadList ?? [];
    for (const url of [...this.waiting]) {
      if (!LOADED_BY_NODE.has(url) && loaded.includes(`NativeModule ${url.slice('node:'.length)}`))
        this.see(url);
    }
  }

  /** Wraps `process.getBuiltinModule`, which no module hook sees. Returns what takes the wrapper off again. */
  watchGetBuiltinModule(): () => void {
    const original = process.getBuiltinModule;
    const builtins = this;
    const wrapper = {
      getBuiltinModule(this: unknown, id: string): unknown {
        if (isBuiltin(id)) builtins.see(id.startsWith('node:') ? id : `node:${id}`);
        return original.call(this as NodeJS.Process, id);
      },
    }.getBuiltinModule as typeof process.getBuiltinModule;
    process.getBuiltinModule = wrapper;
    return () => {
      if (process.getBuiltinModule === wrapper) process.getBuiltinModule = original;
    };
  }
}
