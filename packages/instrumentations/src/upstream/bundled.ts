/**
 * Upstream's base class reads a module's version from its package's folder. A module in a bundle has none any more, only
 * the version that the bundler's plugin wrote beside it: it gets a folder that stands for that version.
 */

import { InstrumentationBase } from '@opentelemetry/instrumentation';

const FOLDER = 'waymark-bundled:';

interface ReadsVersion {
  _extractPackageVersion(baseDir: string): string | undefined;
}

const base = InstrumentationBase.prototype as unknown as ReadsVersion;
const read = base._extractPackageVersion;
let isTaught = false;

/** The folder to give to upstream; undefined for Node's own modules, which have neither. */
export function folderOfBundled(version: string | undefined): string | undefined {
  if (version === undefined) return undefined;
  if (!isTaught) base._extractPackageVersion = readVersion;
  isTaught = true;
  return FOLDER + version;
}

function readVersion(this: ReadsVersion, baseDir: string): string | undefined {
  return baseDir.startsWith(FOLDER) ? baseDir.slice(FOLDER.length) : read.call(this, baseDir);
}
