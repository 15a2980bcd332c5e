/** Starts the viewer as the options say. */

import { findViewer, type RunningViewer } from './find-viewer.ts';
import { openBrowser } from './open-browser.ts';
import type { ViewerChoice } from './viewer-options.ts';

/**
 * Opens the browser as well, where that was asked for.
 * @throws Error when the viewer is not installed, or cannot have the port that was asked for, or the file
 */
export async function openViewer({ settings, open }: ViewerChoice): Promise<RunningViewer> {
  const { startViewer } = findViewer();
  const viewer = await startViewer(settings);
  if (open) await openBrowser(viewer.pageUrl);
  return viewer;
}
