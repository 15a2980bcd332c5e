/** A real Jaeger and the viewer, with the same spans in both. */

import { setTimeout as sleep } from 'node:timers/promises';
import { answerJaeger } from '../../packages/viewer/src/asking/jaeger/index.ts';
import { intakeOf } from '../../packages/viewer/src/receiving/intake.ts';
import { NaiveStore } from '../../packages/viewer/src/store/oracle/naive-store.ts';
import type { TelemetryStore } from '../../packages/viewer/src/store/telemetry-store.ts';
import { type Jaeger, startJaeger } from '../backends/jaeger.mjs';
import { type Asked, askServer, askViewer } from './asked.ts';
import type { SentTraces } from './otlp-builder.ts';

export class BothJaegers {
  readonly jaeger: Jaeger;
  readonly store: TelemetryStore = new NaiveStore();

  private constructor(jaeger: Jaeger) {
    this.jaeger = jaeger;
  }

  static async start(): Promise<BothJaegers> {
    return new BothJaegers(await startJaeger());
  }

  /** One request, of which the last span is waited for. */
  async send(traces: SentTraces): Promise<void> {
    const body = JSON.stringify(traces);
    await intakeOf(this.store).take('traces', 'json', Buffer.from(body));
    const headers = { 'content-type': 'application/json' };
    const sent = await askServer(this.jaeger.otlpUrl, '/v1/traces', { method: 'POST', headers, body });
    if (sent.status !== 200) throw new Error(`Jaeger took no spans: ${JSON.stringify(sent)}`);
    const spans = traces.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((each) => each.spans));
    await this.#arrived(new Set(spans.map(({ traceId }) => traceId)), spans.length);
  }

  async ask(
    path: string,
    init: { method?: string; body?: string } = {},
  ): Promise<{ real: Asked; ours: Asked }> {
    const [real, ours] = await Promise.all([
      askServer(this.jaeger.queryUrl, path, init),
      askViewer(answerJaeger, this.store, path, init),
    ]);
    return { real, ours };
  }

  stop() {
    return this.jaeger.stop();
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
