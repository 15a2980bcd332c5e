/** Answers OTLP as a viewer does, or as others do, and keeps what it is told of spans that still run. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fromProtobuf, type OtlpSpan, TRACES } from '@waymark/otlp';

export interface Announcement {
  readonly service: string;
  readonly spans: OtlpSpan[];
  readonly atMs: number;
}

export interface ViewerDouble extends AsyncDisposable {
  readonly url: string;
  readonly announcements: Announcement[];
  /** Requests that were to hold some. */
  announced: number;
  /** Requests of OTLP itself. */
  readonly requests: string[];
  /** What it answers to announcements. @default 200 */
  status: number;
  /** How long it takes it to. @default 0 */
  delayMs: number;
  until(wanted: () => boolean, timeoutMs?: number): Promise<void>;
}

/** @param headers of its answers to OTLP */
export async function startViewerDouble(headers: Record<string, string>): Promise<ViewerDouble> {
  const announcements: Announcement[] = [];
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    response.setHeader('content-type', 'application/x-protobuf');
    if (request.url !== '/v1/waymark/pending') {
      requests.push(request.url!);
      response.writeHead(200, headers).end();
      return;
    }
    double.announced++;
    for (const { resource, scopeSpans } of fromProtobuf(TRACES, body).resourceSpans) {
      const name = resource.attributes.find(({ key }) => key === 'service.name');
      announcements.push({
        service: String(name?.value?.stringValue),
        spans: scopeSpans.flatMap(({ spans }) => spans),
        atMs: Date.now(),
      });
    }
    if (double.delayMs > 0) await sleep(double.delayMs);
    response.writeHead(double.status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const double: ViewerDouble = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    announcements,
    announced: 0,
    requests,
    status: 200,
    delayMs: 0,
    async until(wanted, timeoutMs = 10_000) {
      const end = Date.now() + timeoutMs;
      while (!wanted()) {
        if (Date.now() > end) throw new Error(`not within ${timeoutMs} ms: ${wanted}`);
        await sleep(20);
      }
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return double;
}
