/** One thing to change in one module, applied when the app first loads that module. */
export interface ModulePatch {
  /**
   * The package (`pg`, `@scope/name`: its folder below `node_modules`), a builtin as `node:http`, or a file of the
   * application by its absolute path.
   */
  module: string;
  /**
   * A file inside the package, with forward slashes and extension: `lib/client.js`.
   * @default the file that `require(module)` loads
   */
  file?: string;
  /**
   * The versions to patch, as in `>=8.0.3 <9`; see `satisfies` for what is understood. A package whose
   * version cannot be read is left alone when this is given. Builtins and the application's files have none.
   * @default every version
   */
  versions?: string;
  /**
   * The exports that `patch` may replace where the package's entry is a real ES module, or `file` is one that is
   * asked for by the package's name (`hono/tiny`). They must be there in every version of the range, and
   * `default` must be among them if the module has one. With an empty list the entry is left as it is, and `patch`
   * is called with `undefined` when it is first asked for. Without this an ES module that is imported is left
   * alone. One that is required is patched without, its namespace in place; an app that does both has both called.
   * CommonJS needs none of it, however it is imported.
   */
  esm?: readonly string[];
  /**
   * Where the package's entry is an imported ES module: more of its files, which the entry loads by itself, for `patch` to find in
   * `module.beside`. A `require` would load them a second time under a loader that has modules of its own for it, as tsx.
   */
  beside?: readonly string[];
  /**
   * Changes `exports` in place and returns nothing, or returns what shall stand in their place. A builtin can only be changed in
   * place, and so can the listed exports of an ES module. Called once for each copy of the package (once
   * for a builtin), synchronously while the module loads; what it throws goes to `onError`, and the module
   * stays as it was.
   */
  patch(exports: unknown, module: PatchedModule): unknown;
}

/** Patches of many modules, of which a process loads a few: each module's are made when it is first met. */
export interface PatchTable {
  /** As in `ModulePatch.module`; no files of the application. */
  readonly modules: Iterable<string>;
  /** None for a module that is not among them. */
  patchesOf(module: string): readonly ModulePatch[];
}

export const NO_TABLE: PatchTable = { modules: [], patchesOf: () => [] };

/** Which module is being patched. */
export interface PatchedModule {
  /** As in `ModulePatch.module`. */
  name: string;
  /** From the package's own package.json; undefined for what is in no package. */
  version?: string;
  /** Absolute path of the package's folder; undefined for what is in no package. */
  baseDir?: string;
  /** As in `ModulePatch.file`. */
  file?: string;
  /** Namespaces of the files of `ModulePatch.beside`, by their names; only where the entry was imported as an ES module. */
  beside?: Readonly<Record<string, object>>;
}

/** Runs one patch. Whatever it throws is reported, and the app gets the exports as they were. */
export function applyPatch(
  patch: ModulePatch,
  exports: unknown,
  module: PatchedModule,
  onError: (error: unknown, patch: ModulePatch) => void,
): unknown {
  try {
    return patch.patch(exports, module) ?? exports;
  } catch (error) {
    onError(error, patch);
    return exports;
  }
}
