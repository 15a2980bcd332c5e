/** A real Zipkin and the viewer, with the same spans in both. */

import { setTimeout as sleep } from 'node:timers/promises';
import { answerZipkin } from '../../packages/viewer/src/asking/zipkin/index.ts';
import { intakeOf } from '../../packages/viewer/src/receiving/intake.ts';
import { NaiveStore } from '../../packages/viewer/src/store/oracle/naive-store.ts';
import type { TelemetryStore } from '../../packages/viewer/src/store/telemetry-store.ts';
import { type LocalServer, startServer } from '../backends/servers.mjs';
import { type Asked, askServer, askViewer } from './asked.ts';

export class BothZipkins {
  readonly zipkin: LocalServer;
  readonly store: TelemetryStore = new NaiveStore();

  private constructor(zipkin: LocalServer) {
    this.zipkin = zipkin;
  }

  static async start(): Promise<BothZipkins> {
    return new BothZipkins(await startServer('zipkin'));
  }

  /** Spans as Zipkin's libraries write them. */
  async send(spans: readonly object[], traceIds: readonly string[]): Promise<void> {
    const body = Buffer.from(JSON.stringify(spans));
    await this.sendToZipkin(body, 'application/json', traceIds);
    const taken = await intakeOf(this.store).take('traces', 'zipkin-json', body);
    if ('invalid' in taken) throw new Error(taken.invalid);
  }

  /** Resolves when Zipkin shows these traces: it answers before it has stored them. */
  async sendToZipkin(body: Uint8Array, type: string, traceIds: readonly string[]): Promise<void> {
    const headers = { 'content-type': type };
    const sent = await askServer(this.#url, '/api/v2/spans', {
      method: 'POST',
      headers,
      body: new Uint8Array(body),
    });
    if (sent.status !== 202) throw new Error(`Zipkin took no spans: ${JSON.stringify(sent)}`);
    for (const id of traceIds)
      for (const until = Date.now() + 10_000; ; await sleep(20)) {
        if ((await askServer(this.#url, `/api/v2/trace/${id}`)).status === 200) break;
        if (Date.now() > until) throw new Error(`Zipkin has no trace ${id} after 10 s`);
      }
  }

  async ask(path: string): Promise<{ real: Asked; ours: Asked }> {
    const [real, ours] = await Promise.all([
      askServer(this.#url, path),
      askViewer(answerZipkin, this.store, path),
    ]);
    return { real, ours };
  }

  stop() {
    return this.zipkin.stop();
  }

  get #url() {
    return `http://127.0.0.1:${this.zipkin.port}`;
  }
}
