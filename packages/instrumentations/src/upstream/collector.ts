/**
 * Stands in for `require-in-the-middle` and `import-in-the-middle` in the bundle. Upstream's base class makes
 * one `Hook` of the latter for each module that it patches; what it wants done is kept here, to be done by
 * whoever sees the module load. Nothing is hooked, and the two packages stay out of the bundle.
 */

/** Given the exports, `pg` or `pg/lib/client.js`, and the package's folder; returns the exports to use. */
export type OnLoad = (exports: unknown, name: string, baseDir?: string) => unknown;

interface Collected {
  modules: readonly string[];
  onLoad: OnLoad;
}

let collecting: Collected[] | undefined;

/** The one export that upstream takes from either package. */
export class Hook {
  /** @param modules null from upstream's registry for `require`, which covers what the others ask for anyway */
  constructor(modules: readonly string[] | null, _options: unknown, onLoad: OnLoad) {
    if (modules !== null) collecting?.push({ modules, onLoad });
  }

  unhook(): void {}
}

/** What `make` returns, and the hooks made while it runs, by module. */
export function collectHooks<T>(make: () => T): { made: T; hooksFor: (module: string) => OnLoad[] } {
  const collected: Collected[] = [];
  collecting = collected;
  try {
    const made = make();
    const hooksFor = (module: string) =>
      collected.filter(({ modules }) => modules.includes(module)).map(({ onLoad }) => onLoad);
    return { made, hooksFor };
  } finally {
    collecting = undefined;
  }
}
