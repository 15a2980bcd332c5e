/** Who calls a copy of the OpenTelemetry API, from the files on the stack. Only asked while somebody registers something. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getCallSites } from 'node:util';

/** The version of the copy that is running; `undefined` where it cannot be told. */
export function copyVersion(): string | undefined {
  const file = files().find((name) => !isOurs(name));
  if (file === undefined) return undefined;
  try {
    return versionOfPackage(dirname(file)) ?? versionInBundle(readFileSync(file, 'utf8'));
  } catch {
    return undefined; // not a file, or not one that can be read
  }
}

/** The package that the application called to register something, else the application itself. */
export function registrant(): string {
  let found: string | undefined;
  for (const file of files().filter((name) => !isOurs(name))) {
    const name = packageOf(file);
    if (name === undefined) break;
    if (name !== '@opentelemetry/api') found = name;
  }
  return found ?? "the application's own OpenTelemetry SDK";
}

/** Of functions on the stack, the latest call first. */
function files(): string[] {
  const names = getCallSites(50).map(({ scriptName }) => scriptName);
  return names
    .filter((name) => name !== '' && !name.startsWith('node:'))
    .map((name) => (name.startsWith('file:') ? fileURLToPath(name) : name));
}

declare const module: { readonly path: string };
const isOurs = (file: string) => file.startsWith(module.path);

function packageOf(file: string): string | undefined {
  return /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1]?.replace('\\', '/');
}

/** From the nearest package.json above, if it is the API's; files of a package may be folders deep. */
function versionOfPackage(folder: string): string | undefined {
  const manifest = join(folder, 'package.json');
  const { name, version } = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : {};
  if (name !== undefined) return name === '@opentelemetry/api' ? version : undefined;
  const above = dirname(folder);
  return above === folder ? undefined : versionOfPackage(above);
}

/** In a bundle the API's version stands before the name of its global, which it makes with it. */
function versionInBundle(source: string): string | undefined {
  const before = source.slice(0, source.indexOf('opentelemetry.js.api.'));
  return [...before.matchAll(/["'`](1\.\d+\.\d+)["'`]/g)].at(-1)?.[1];
}
