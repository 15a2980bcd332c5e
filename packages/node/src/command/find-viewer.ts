/** The viewer, a package of its own: found by its name when it is installed. */

import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ViewerSettings } from './viewer-options.ts';

declare const module: { readonly path: string };

/** What is used of `startViewer` of `@waymark/viewer`. */
export interface ViewerModule {
  startViewer(settings: ViewerSettings): Promise<RunningViewer>;
}

export interface RunningViewer {
  /** Of the page and for OTLP over HTTP, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  readonly grpcUrl: string | undefined;
  /** What has to be shown by everybody who sends or asks, where something has. */
  readonly token: string | undefined;
  /** What to open in a browser: with the token, where there is one. */
  readonly pageUrl: string;
  /** One sentence for each port that is another than usual. */
  readonly notices: readonly string[];
  close(): Promise<void>;
}

/**
 * Where the application is, and then where this package is: a global installation has the two side by side.
 * @throws Error that says what to install
 */
export function findViewer(): ViewerModule {
  for (const folder of [process.cwd(), module.path]) {
    const require = createRequire(join(folder, 'package.json'));
    const file = resolved(require);
    if (file !== undefined) return require(file);
  }
  throw new Error(
    'the viewer is a package of its own, which is not installed here: npm install --save-dev @waymark/viewer',
  );
}

function resolved(require: NodeJS.Require): string | undefined {
  try {
    return require.resolve('@waymark/viewer');
  } catch {
    return undefined;
  }
}
