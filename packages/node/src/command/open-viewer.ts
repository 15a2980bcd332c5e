/** Starts the viewer where the options say, or where there is room. */

import { findViewer, type RunningViewer } from './find-viewer.ts';
import type { ViewerChoice } from './viewer-options.ts';

/** Where everything that speaks OTLP over HTTP sends to, when it is not told otherwise. */
export const USUAL_PORT = 4318;

/** So many ports behind it are tried. */
const MORE_PORTS = 20;

/** @throws Error when the viewer is not installed, or cannot have the port that was asked for, or the file */
export async function openViewer({ db, port }: ViewerChoice): Promise<RunningViewer> {
  const { startViewer } = await findViewer();
  const path = db === undefined ? {} : { path: db };
  if (port !== undefined) return startViewer({ ...path, port });
  for (let next = USUAL_PORT; next < USUAL_PORT + MORE_PORTS; next++) {
    try {
      return await startViewer({ ...path, port: next });
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
  return startViewer({ ...path, port: 0 });
}

function isTaken(error: unknown): boolean {
  const { cause } = error as { cause?: { code?: unknown } };
  return (cause ?? (error as { code?: unknown }))?.code === 'EADDRINUSE';
}
