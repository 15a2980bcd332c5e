/** A real Jaeger and the viewer, with the same spans in both. */

import { setTimeout as sleep } from 'node:timers/promises';
import { startViewer, type Viewer } from '../../packages/viewer/src/index.ts';
import { type Jaeger, startJaeger } from '../backends/jaeger.mjs';
import { type Asked, askServer, post } from './asked.ts';
import type { SentTraces } from './otlp-builder.ts';

export class BothJaegers {
  readonly jaeger: Jaeger;
  readonly viewer: Viewer;

  private constructor(jaeger: Jaeger, viewer: Viewer) {
    this.jaeger = jaeger;
    this.viewer = viewer;
  }

  static async start(): Promise<BothJaegers> {
    const viewer = await startViewer({ port: 0 });
    try {
      return new BothJaegers(await startJaeger(), viewer);
    } catch (error) {
      await viewer.close();
      throw error;
    }
  }

  /** One request, of which all spans are waited for. */
  async send(traces: SentTraces): Promise<void> {
    const body = Buffer.from(JSON.stringify(traces));
    await post(this.viewer.url, '/v1/traces', 'application/json', body);
    await post(this.jaeger.otlpUrl, '/v1/traces', 'application/json', body);
    const spans = traces.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((each) => each.spans));
    await this.#arrived(new Set(spans.map(({ traceId }) => traceId)), spans.length);
  }

  async ask(path: string, init: RequestInit = {}): Promise<{ real: Asked; ours: Asked }> {
    const [real, ours] = await Promise.all([
      askServer(this.jaeger.queryUrl, path, init),
      askServer(this.viewer.url, path, init),
    ]);
    return { real, ours };
  }

  async stop(): Promise<void> {
    await Promise.all([this.jaeger.stop(), this.viewer.close()]);
  }

  /** Asks for raw traces, for Jaeger's memory keeps what its newer API adjusts. */
  async #arrived(traceIds: ReadonlySet<string>, count: number): Promise<void> {
    for (const until = Date.now() + 10_000; ; await sleep(20)) {
      const counts = await Promise.all([...traceIds].map((id) => this.#spanCount(id)));
      if (counts.reduce((sum, each) => sum + each, 0) >= count) return;
      if (Date.now() > until) throw new Error(`Jaeger has ${counts} of ${count} spans after 10 s`);
    }
  }

  async #spanCount(traceId: string): Promise<number> {
    const { body } = await askServer(this.jaeger.queryUrl, `/api/traces/${traceId}?raw=true`);
    const { data } = body as { data: { spans: unknown[] }[] | null };
    return (data ?? []).reduce((sum, { spans }) => sum + spans.length, 0);
  }
}
