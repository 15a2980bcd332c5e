/**
 * `Module.prototype._compile`, wrapped only while a target is about to be compiled. It is the one place where
 * replaced exports reach `require` and `import` alike (RATIONALE.md), and a wrapper that stayed would show in
 * the stack of every uncaught error.
 */

import { Module as NodesModule } from 'node:module';

type Compile = (this: NodeModule, content: string, filename: string, ...rest: unknown[]) => unknown;

/** The parts of Node's `Module` that its types leave out. */
const Module = NodesModule as unknown as {
  prototype: { _compile: Compile };
  _cache: Record<string, NodeModule>;
};

export class CompileHook {
  private readonly pending = new Map<string, (exports: unknown) => unknown>();
  /** Resolved by a `require`, which loads at once or (`require.resolve`) never. */
  private readonly loadsNow = new Set<string>();
  private armed: { wrapper: Compile; below: Compile } | undefined;

  /**
   * Has `patch` run on the exports of `filename` when it is compiled. A file that is loaded already is left alone.
   *
   * @param now the file was asked for by `require`: if it is not compiled before the current job ends, it was
   * only resolved, and we stop waiting. Imports resolve long before they load.
   */
  expect(filename: string, now: boolean, patch: (exports: unknown) => unknown): void {
    // An entry that is not loaded may be Node's note of names that an imported file hands on, made before either is compiled.
    if (Module._cache[filename]?.loaded) return;
    this.pending.set(filename, patch);
    if (now) {
      if (this.loadsNow.size === 0) queueMicrotask(() => this.dropUnloaded());
      this.loadsNow.add(filename);
    } else {
      this.loadsNow.delete(filename);
    }
    this.arm();
  }

  /** Forgets every file that is waited for. */
  clear(): void {
    this.pending.clear();
    this.disarm();
  }

  private take(filename: string): ((exports: unknown) => unknown) | undefined {
    const patch = this.pending.get(filename);
    if (patch === undefined) return undefined;
    this.pending.delete(filename);
    if (this.pending.size === 0) this.disarm();
    return patch;
  }

  private dropUnloaded(): void {
    for (const filename of this.loadsNow) this.pending.delete(filename);
    this.loadsNow.clear();
    if (this.pending.size === 0) this.disarm();
  }

  /**
   * A new wrapper each time: one that somebody kept goes on to what was below it then, never to a newer
   * wrapper that leads back to it.
   */
  private arm(): void {
    if (this.armed !== undefined) return;
    const hook = this;
    const below = Module.prototype._compile;
    const wrapper: Compile = function _compile(...args) {
      const patch = hook.take(args[1]);
      const result = below.apply(this, args);
      if (patch !== undefined) this.exports = patch(this.exports);
      return result;
    };
    this.armed = { wrapper, below };
    Module.prototype._compile = wrapper;
  }

  /** Somebody who wrapped our wrapper meanwhile still calls it; then it stays, and passes calls on. */
  private disarm(): void {
    if (this.armed === undefined || Module.prototype._compile !== this.armed.wrapper) return;
    Module.prototype._compile = this.armed.below;
    this.armed = undefined;
  }
}

/** Whether Node holds this CommonJS file in its cache (it may still be loading). */
export function isLoaded(filename: string): boolean {
  return Module._cache[filename] !== undefined;
}

/** Absolute names of all CommonJS files loaded so far. */
export function loadedFiles(): string[] {
  return Object.keys(Module._cache);
}
