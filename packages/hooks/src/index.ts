/**
 * Module hooks for CommonJS and ESM: a list of `{ module, versions, patch }`, each applied when its target
 * is first loaded. One synchronous `resolve` hook does it; no `load` hook, no loader thread, no lexer.
 */

export { builtinModule } from './builtins.ts';
export { BUNDLED, type BundledModule } from './bundled.ts';
export { type Hooks, type HooksOptions, installHooks } from './install.ts';
export type { ModulePatch, PatchedModule, PatchTable } from './module-patch.ts';
export { satisfies } from './version-range.ts';
