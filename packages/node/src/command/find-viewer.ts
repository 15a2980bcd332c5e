/** The viewer, a package of its own: found by its name when it is installed. */

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

declare const module: { readonly path: string };

/** What is used of `startViewer` of `@waymark/viewer`. */
export interface ViewerModule {
  startViewer(options: { path?: string; port: number }): Promise<RunningViewer>;
}

export interface RunningViewer {
  /** Of the page and for OTLP over HTTP, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Where the application is, and then where this package is: a global installation has the two side by side.
 * @throws Error that says what to install
 */
export async function findViewer(): Promise<ViewerModule> {
  for (const folder of [process.cwd(), module.path]) {
    const file = resolved(folder);
    if (file !== undefined) return import(pathToFileURL(file).href);
  }
  throw new Error(
    'the viewer is a package of its own, which is not installed here: npm install --save-dev @waymark/viewer',
  );
}

function resolved(folder: string): string | undefined {
  try {
    return createRequire(join(folder, 'package.json')).resolve('@waymark/viewer');
  } catch {
    return undefined;
  }
}
