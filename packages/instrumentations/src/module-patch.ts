/** An entry for `@waymark/hooks`, or for anything else that patches a module when it is first loaded. */
export interface ModulePatch {
  /** The package's folder below `node_modules`. */
  module: string;
  /** A file inside it, with forward slashes. @default the main file */
  file?: string;
  /** As in `>=8.0.3 <9`. @default every version */
  versions?: string;
  /** What is replaced where the file is an ES module; an empty list says that it only has to be heard of. */
  esm?: readonly string[];
  /** More files that an imported ES module loads by itself, wanted in `PatchedModule.beside`. */
  beside?: readonly string[];
  /** Changes the exports in place, or returns what shall stand in their place. */
  patch(exports: unknown, module: PatchedModule): unknown;
}

/** Which copy of which module is being patched. */
export interface PatchedModule {
  name: string;
  version?: string;
  baseDir?: string;
  file?: string;
  /** Namespaces of the files of `ModulePatch.beside`, by their names. */
  beside?: Readonly<Record<string, object>>;
}
