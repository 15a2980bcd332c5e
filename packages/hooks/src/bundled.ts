/**
 * Modules that a bundler put into the application's own file: no hook sees them load. With a plugin on `bundling.ts` each
 * of them hands itself over as it is evaluated.
 */

/** Where a bundled module looks for us. The number changes when what it hands over does. */
export const BUNDLED = Symbol.for('waymark.bundled.1');

/** What the bundler's plugin knew of a module. */
export interface BundledModule {
  /** As in `ModulePatch.module`. */
  readonly name: string;
  readonly version: string | undefined;
  /** Inside the package, with forward slashes. */
  readonly file: string;
  /** Whether it is what `require(name)` loads, or what `import name` does. */
  readonly main: boolean;
  /** Whether it is an ES module, of which only the exports in `ModulePatch.esm` can be replaced. */
  readonly esm: boolean;
}

/** Given a module's exports (of an ES module: a copy of its namespace), returns those to use. */
export type ReceiveBundled = (exports: unknown, module: BundledModule) => unknown;

const scope = globalThis as { [BUNDLED]?: ReceiveBundled };

/** From now on bundled modules are handed to `receive`, after whoever received them before. Returns what ends that. */
export function receiveBundled(receive: ReceiveBundled): () => void {
  const below = scope[BUNDLED];
  let isOn = true;
  const receiver: ReceiveBundled = (exports, module) => {
    const received = below === undefined ? exports : below(exports, module);
    return isOn ? receive(received, module) : received;
  };
  Object.defineProperty(globalThis, BUNDLED, { value: receiver, configurable: true, writable: true });
  return () => {
    isOn = false;
    if (scope[BUNDLED] === receiver && below === undefined) delete scope[BUNDLED];
  };
}
