/** `waymark view`: the viewer, until a signal. */

import { HELP } from './help.ts';
import { openBrowser } from './open-browser.ts';
import { openViewer, USUAL_PORT } from './open-viewer.ts';
import { toldToEnd } from './signals.ts';
import { readViewerOptions } from './viewer-options.ts';

export async function view(args: readonly string[]): Promise<void> {
  const { choice, rest } = readViewerOptions(args);
  if (choice.help) return void process.stdout.write(HELP);
  if (rest.length > 0) throw new Error(`"${rest[0]}" is not understood after view; see waymark --help`);
  const viewer = await openViewer(choice);
  console.log(`waymark: receives traces and logs at ${viewer.url}; open it to look`);
  if (choice.port === undefined && viewer.port !== USUAL_PORT)
    console.log(
      `waymark: port ${USUAL_PORT} is taken; applications send here with OTEL_EXPORTER_OTLP_ENDPOINT=${viewer.url}`,
    );
  if (choice.open) openBrowser(viewer.url);
  await toldToEnd();
  await viewer.close();
}
