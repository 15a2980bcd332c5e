/** Which package, and which file of it, a resolved url is. Pure text, since it runs for every resolved module. */

const FOLDER = '/node_modules/';

/** A file of a package, by urls that are not decoded yet. */
export interface PackageFile {
  /** `pg`, `@scope/name`. */
  name: string;
  /** Url of the package's folder, without a slash at its end. */
  baseUrl: string;
}

/**
 * The package below the innermost `node_modules` of a `file:` url, or undefined when there is none. It is
 * called by its folder, so an alias (`npm:express`) has the alias' name.
 */
export function packageFileOf(url: string): PackageFile | undefined {
  if (!url.startsWith('file:')) return undefined;
  const at = url.lastIndexOf(FOLDER);
  if (at === -1) return undefined;
  const start = at + FOLDER.length;
  let end = url.indexOf('/', start);
  if (end !== -1 && url.charCodeAt(start) === 0x40 /* @ */) end = url.indexOf('/', end + 1);
  if (end === -1) return undefined;
  return { name: url.slice(start, end), baseUrl: url.slice(0, end) };
}
