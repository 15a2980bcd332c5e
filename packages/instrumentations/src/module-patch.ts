/** An entry for `@waymark/hooks`, or for anything else that patches a module when it is first loaded. */
export interface ModulePatch {
  /** The package's folder below `node_modules`. */
  module: string;
  /** A file inside it, with forward slashes. @default the main file */
  file?: string;
  /** As in `>=8.0.3 <9`. @default every version */
  versions?: string;
  /** Changes the exports in place, or returns what shall stand in their place. */
  patch(exports: unknown, module: PatchedModule): unknown;
}

/** Which copy of which module is being patched. */
export interface PatchedModule {
  name: string;
  version?: string;
  baseDir?: string;
  file?: string;
}
