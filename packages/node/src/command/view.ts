/** `waymark view`: the viewer, until a signal. */

import type { RunningViewer } from './find-viewer.ts';
import { HELP } from './help.ts';
import { openViewer } from './open-viewer.ts';
import { toldToEnd } from './signals.ts';
import { readViewerOptions } from './viewer-options.ts';

/** Where exporters send to when they are not told otherwise. */
const USUAL_PORT = 4318;

export async function view(args: readonly string[]): Promise<void> {
  const { choice, rest } = readViewerOptions(args);
  if (choice.help) return void process.stdout.write(HELP);
  if (rest.length > 0) throw new Error(`"${rest[0]}" is not understood after view; see waymark --help`);
  const viewer = await openViewer(choice);
  for (const line of linesOf(viewer, choice.settings.host)) console.log(`waymark: ${line}`);
  await toldToEnd();
  await viewer.close();
}

/** Where to send, where to look, and what is not as it usually is. */
function linesOf(
  { url, port, grpcUrl, pageUrl, token, notices }: RunningViewer,
  host: string | undefined,
): string[] {
  const grpc = grpcUrl === undefined ? '' : `, by gRPC at ${grpcUrl}`;
  const lines = [`receives traces and logs at ${url}${grpc}; look at ${pageUrl}`, ...notices];
  if (port !== USUAL_PORT || token !== undefined)
    lines.push(`applications send here with OTEL_EXPORTER_OTLP_ENDPOINT=${url}${credentials(token)}`);
  if (host === '0.0.0.0' || host === '::')
    lines.push(
      `other machines have this one's name in place of ${new URL(url).hostname}, and need WAYMARK_PLAINTEXT_CREDENTIALS=allow, since the token goes over plain text`,
    );
  return lines;
}

function credentials(token: string | undefined): string {
  return token === undefined
    ? ''
    : ` OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20${encodeURIComponent(token)}`;
}
