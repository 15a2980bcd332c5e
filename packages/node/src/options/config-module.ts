/**
 * WAYMARK_CONFIG: a module whose default export completes the options of the start. It is loaded by `require`, which loads
 * ES modules too, since under --require there is nobody to wait for an `import()`.
 */

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

export interface ConfigModule {
  /** The default export, or what it returned if it is a function; `undefined` when there is none to use. */
  readonly options: unknown;
  /** Why there is none: one line. */
  readonly complaint: string | undefined;
}

/** Loads the module; `path` is relative to the working directory. Never throws. */
export function loadConfigModule(path: string): ConfigModule {
  const file = resolve(path);
  if (!existsSync(file)) return unusable(path, `there is no such file in ${process.cwd()}`);
  try {
    const exported = defaultOf(withoutWarnings(() => createRequire(file)(file)));
    const options = typeof exported === 'function' ? exported() : exported;
    if (options === undefined)
      return unusable(path, 'it has no default export, such as an object of options');
    if (isPromise(options)) return unusable(path, 'its function is async, and a start cannot wait for it');
    if (typeof options !== 'object' || options === null || Array.isArray(options))
      return unusable(
        path,
        `its ${exported === options ? 'default export is' : 'function returns'} no object of options`,
      );
    return { options, complaint: undefined };
  } catch (error) {
    return unusable(path, reasonOf(error, file));
  }
}

function unusable(path: string, reason: string): ConfigModule {
  const complaint = `WAYMARK_CONFIG=${JSON.stringify(path)} is left out: ${reason}; the other settings hold`;
  return { options: undefined, complaint };
}

/** `export default`, also as TypeScript writes it for CommonJS; otherwise `module.exports`. */
function defaultOf(exports: unknown): unknown {
  const module = exports as { default?: unknown; __esModule?: unknown } | undefined;
  const isEsModule = Object.prototype.toString.call(exports) === '[object Module]';
  return isEsModule || module?.__esModule ? module?.default : exports;
}

function isPromise(value: unknown): boolean {
  return typeof (value as { then?: unknown } | null)?.then === 'function';
}

/**
 * Node 22 calls `require` of an ES module, and the stripping of types, experimental: a line on the application's stderr
 * that has nothing to do with the application.
 */
function withoutWarnings<T>(load: () => T): T {
  const { emitWarning } = process;
  const quiet = function (this: unknown, warning: string | Error, ...rest: unknown[]) {
    if (rest[0] === 'ExperimentalWarning' && /ES Module|Type Stripping/.test(String(warning))) return;
    Reflect.apply(emitWarning, process, [warning, ...rest]);
  };
  process.emitWarning = quiet as typeof process.emitWarning;
  try {
    return load();
  } finally {
    if (process.emitWarning === quiet) process.emitWarning = emitWarning;
  }
}

function reasonOf(error: unknown, file: string): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ERR_REQUIRE_ASYNC_MODULE')
    return 'it, or what it imports, awaits at its top level, and a start cannot wait for it';
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION' || (!process.features.typescript && /\.[cm]?ts$/.test(file)))
    return `Node ${process.versions.node} does not load TypeScript by itself: name a .mjs, .cjs or .js file`;
  return `it failed with ${placed(error, file)}`;
}

/** In one line: the error, and where in the file. */
function placed(error: unknown, file: string): string {
  if (!(error instanceof Error)) return String(error).split('\n', 1).join();
  const [message] = `${error.name}: ${error.message}`.split('\n', 1);
  const line = new RegExp(`${file.replaceAll(/\W/g, '\\$&')}:(\\d+)`).exec(String(error.stack))?.[1];
  return line === undefined ? `${message}` : `${message} (line ${line})`;
}
