/** A viewer for tests of its page, and what tests send to it over HTTP. */

import assert from 'node:assert/strict';
import { startViewer, type ViewerOptions } from '../../packages/viewer/src/index.ts';

export interface PageServer {
  url: string;
  /** `waymark/pending`: spans that still run. */
  send(signal: 'traces' | 'logs' | 'waymark/pending', request: object): Promise<void>;
  close(): Promise<void>;
}

export async function openPageServer(options: ViewerOptions = {}): Promise<PageServer> {
  const viewer = await startViewer({ port: 0, grpcPort: false, ...options });
  return {
    url: viewer.url,
    async send(signal, request) {
      const response = await fetch(`${viewer.url}/v1/${signal}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request),
      });
      assert.equal(response.status, 200, await response.text());
    },
    close: () => viewer.close(),
  };
}
