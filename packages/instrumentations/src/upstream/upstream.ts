/** The table for the hooks: an instrumentation is loaded and made when its first module is. */

import type { ModulePatch, PatchedModule } from '../module-patch.ts';
import type { ChunkOptions, Constructed, UpstreamChunk } from './chunk.ts';
import type { ChunkName } from './classes.ts';
import { lambdaTargets } from './lambda.ts';
import { type UpstreamTarget, upstreamTable } from './table.ts';

export interface UpstreamOptions extends Omit<ChunkOptions, 'config'> {
  /** Whether an instrumentation is wanted; one that is not is never loaded. @default all are */
  isEnabled?(name: ChunkName): boolean;
  /** Whether this version of a module is somebody else's, so that upstream is to leave it alone. @default none is */
  isTaken?(module: string, version: string | undefined): boolean;
  /** By the instrumentation's name, what upstream's class takes. */
  config?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Where AWS Lambda's variables say which file has the handler. */
  env?: NodeJS.ProcessEnv;
}

export interface UpstreamInstrumentations {
  /** For the hooks; a patch loads its chunk when its module is loaded. */
  readonly table: { readonly modules: Iterable<string>; patchesOf(module: string): readonly ModulePatch[] };
  /** For the hooks too: files of the application. */
  readonly patches: readonly ModulePatch[];
  /** Makes the instrumentation now, for those that patch no module; the same one again if it is made already. */
  start(name: ChunkName): Constructed;
  /** Takes back what upstream can take back, and leaves alone what loads later. Never throws. */
  disableAll(): void;
}

/**
 * @param load returns the exports of a chunk, synchronously; called once a chunk. When it throws, so does the
 * first patch that wanted it, and later ones leave their modules alone.
 */
export function upstreamInstrumentations(
  load: (chunk: ChunkName) => UpstreamChunk,
  options: UpstreamOptions = {},
): UpstreamInstrumentations {
  const { isEnabled = () => true, isTaken = () => false, config = {}, env = {}, ...providers } = options;
  const made = new Map<ChunkName, Constructed | undefined>();
  let disabled = false;
  /** While a chunk loads: Node's modules that it asks for itself, to be patched by chunks that may need this one. */
  let asked: (() => void)[] | undefined;

  function start(name: ChunkName): Constructed {
    made.set(name, undefined); // stays if what follows throws
    const modules: (() => void)[] = [];
    asked = modules;
    try {
      const constructed = load(name).construct({ ...providers, config: config[name] });
      made.set(name, constructed);
      return constructed;
    } finally {
      asked = undefined;
      for (const patchIt of modules) patchIt();
    }
  }

  function patch(chunk: ChunkName, exports: unknown, module: PatchedModule): unknown {
    if (disabled || isTaken(module.name, module.version)) return exports;
    if (asked !== undefined) {
      asked.push(() => patch(chunk, exports, module));
      return exports; // they are patched in place
    }
    const constructed = made.has(chunk) ? made.get(chunk) : start(chunk);
    return constructed === undefined ? exports : constructed.patch(exports, module);
  }

  const patchesFor = (targets: readonly UpstreamTarget[]) =>
    targets
      .filter(({ chunk }) => isEnabled(chunk))
      .flatMap((target) => modulePatches(target, (...loaded) => patch(target.chunk, ...loaded)));
  return {
    table: {
      modules: upstreamTable.map(({ module }) => module),
      patchesOf: (module) => patchesFor(upstreamTable.filter((target) => target.module === module)),
    },
    patches: patchesFor(lambdaTargets(env)),
    start: (name) => made.get(name) ?? start(name),
    disableAll() {
      disabled = true;
      for (const constructed of made.values()) disable(constructed);
    },
  };
}

function modulePatches(target: UpstreamTarget, patch: ModulePatch['patch']): ModulePatch[] {
  const { module, versions, esm, files = [''] } = target;
  return files.map((file) => ({ module, versions, esm, patch, file: file === '' ? undefined : file }));
}

/** Some of upstream's classes cannot unpatch a module that is not as they left it. */
function disable(constructed: Constructed | undefined): void {
  try {
    constructed?.instrumentation.disable();
  } catch {
    // then its patches stay, and make spans of a tracer that is shut down
  }
}
