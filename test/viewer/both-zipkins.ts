/** A real Zipkin and the viewer, with the same spans in both. */

import { setTimeout as sleep } from 'node:timers/promises';
import { startViewer, type Viewer } from '../../packages/viewer/src/index.ts';
import { type LocalServer, startServer } from '../backends/servers.mjs';
import { type Asked, askServer, post } from './asked.ts';

const PATH = '/api/v2/spans';

export class BothZipkins {
  readonly zipkin: LocalServer;
  readonly viewer: Viewer;

  private constructor(zipkin: LocalServer, viewer: Viewer) {
    this.zipkin = zipkin;
    this.viewer = viewer;
  }

  static async start(): Promise<BothZipkins> {
    const viewer = await startViewer({ port: 0 });
    try {
      return new BothZipkins(await startServer('zipkin'), viewer);
    } catch (error) {
      await viewer.close();
      throw error;
    }
  }

  /** A body as Zipkin's libraries write it. */
  async send(body: Uint8Array, type: string, traceIds: readonly string[]): Promise<void> {
    await post(this.viewer.url, PATH, type, body);
    await this.sendToZipkin(body, type, traceIds);
  }

  /** Resolves when Zipkin shows these traces: it answers before it has stored them. */
  async sendToZipkin(body: Uint8Array, type: string, traceIds: readonly string[]): Promise<void> {
    await post(this.#zipkinUrl, PATH, type, body);
    for (const id of traceIds) await this.#arrived(id);
  }

  async ask(path: string): Promise<{ real: Asked; ours: Asked }> {
    const [real, ours] = await Promise.all([
      askServer(this.#zipkinUrl, path),
      askServer(this.viewer.url, path),
    ]);
    return { real, ours };
  }

  async stop(): Promise<void> {
    await Promise.all([this.zipkin.stop(), this.viewer.close()]);
  }

  async #arrived(traceId: string): Promise<void> {
    for (const until = Date.now() + 10_000; ; await sleep(20)) {
      if ((await askServer(this.#zipkinUrl, `/api/v2/trace/${traceId}`)).status === 200) return;
      if (Date.now() > until) throw new Error(`Zipkin has no trace ${traceId} after 10 s`);
    }
  }

  get #zipkinUrl() {
    return `http://127.0.0.1:${this.zipkin.port}`;
  }
}
