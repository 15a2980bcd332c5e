/** Zipkin's own page, unmodified, over the viewer: what stands below `/api` comes from the viewer, the rest from Zipkin. */

import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ZipkinPage {
  url: string;
  /** Paths below `/api` that the page has asked for. */
  asked: string[];
  close(): Promise<void>;
}

export async function serveZipkinPage(zipkinUrl: string, viewerUrl: string): Promise<ZipkinPage> {
  const asked: string[] = [];
  const server = createServer((from, to) => {
    // The page's own base: it asks for `/zipkin/api/...`, as behind Zipkin's server.
    const [, api] = /^(?:\/zipkin)?(\/api\/.*)$/.exec(from.url ?? '') ?? [];
    if (api !== undefined) asked.push(api);
    pass(from, to, api === undefined ? new URL(from.url ?? '/', zipkinUrl) : new URL(api, viewerUrl));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, asked, close };
}

function pass(from: IncomingMessage, to: ServerResponse, url: URL): void {
  const headers = { ...from.headers, host: url.host };
  const passed = request(url, { method: from.method, headers }, (answer) => {
    to.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(to);
  });
  passed.once('error', () => to.destroy());
  from.pipe(passed);
}
