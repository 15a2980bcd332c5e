/**
 * Spans that still run, as their processes announce them (ARCHITECTURE.md, "What a viewer is told besides"): in memory alone, and
 * forgotten when nothing is heard of them any more. Whoever shows them leaves out those that have arrived by then.
 */

import { fromProtobuf, type OtlpTraces, TRACES } from '@waymark/otlp';
import type { PendingSource } from '../asking/waymark/asked.ts';
import type { PendingIntake } from '../receiving/intake.ts';
import { serviceOf } from '../store/matching/service-of.ts';
import type { StoredSpan, Taken } from '../store/telemetry-store.ts';

export interface PendingSpansOptions {
  /** Called after each change, those by time included. */
  changed?: () => void;
  /** A span of which nothing was heard for so long is forgotten. @default 15000, three times what announcers wait */
  forgetAfterMs?: number;
  /** Beyond these the ones that were heard of first are forgotten. @default 10000 */
  maxSpans?: number;
  /** Likewise, of their bytes as they came. @default 16 MiB */
  maxBytes?: number;
  /** Milliseconds on a clock that is never set back. @default performance.now */
  now?: () => number;
}

interface Announced {
  readonly key: string;
  readonly stored: StoredSpan;
  readonly bytes: number;
  readonly heardMs: number;
}

export class PendingSpans implements PendingIntake, PendingSource {
  readonly #options: Required<PendingSpansOptions>;
  /** The one that was not heard of for the longest time first. */
  readonly #byHearing = new Map<string, Announced>();
  readonly #byTrace = new Map<string, Map<string, Announced>>();
  #bytes = 0;
  #version = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: PendingSpansOptions = {}) {
    this.#options = {
      changed: () => {},
      forgetAfterMs: 15_000,
      maxSpans: 10_000,
      maxBytes: 16 * 1024 * 1024,
      now: () => performance.now(),
      ...options,
    };
  }

  /**
   * Hears of spans. One that is known already is replaced.
   * @throws DecodeError when the body is not OTLP; then nothing is heard
   */
  take(body: Uint8Array): Taken {
    const all = spansIn(fromProtobuf(TRACES, body));
    const spans = all.filter(({ span }) => span.traceId !== '' && span.spanId !== '');
    const heardMs = this.#options.now();
    for (const stored of spans) this.#hear(stored, heardMs, body.length / all.length);
    this.#forget();
    if (spans.length > 0) this.#change();
    const rejected = all.length - spans.length;
    return { accepted: spans.length, rejected, ...(rejected > 0 && { message: NO_IDS }) };
  }

  get version(): number {
    return this.#version;
  }

  traceIds(): Iterable<string> {
    this.#forget();
    return this.#byTrace.keys();
  }

  spansOf(traceId: string): StoredSpan[] {
    this.#forget();
    return [...(this.#byTrace.get(traceId)?.values() ?? [])].map(({ stored }) => stored);
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #change(): void {
    this.#version++;
    this.#options.changed();
  }

  #hear(stored: StoredSpan, heardMs: number, bytes: number): void {
    const { traceId, spanId, kind } = stored.span;
    const announced = { key: `${traceId} ${spanId} ${kind} ${stored.service}`, stored, bytes, heardMs };
    const before = this.#byHearing.get(announced.key);
    if (before !== undefined) this.#drop(before);
    this.#byHearing.set(announced.key, announced);
    this.#bytes += bytes;
    const ofTrace = this.#byTrace.get(traceId) ?? new Map<string, Announced>();
    this.#byTrace.set(traceId, ofTrace.set(announced.key, announced));
  }

  #drop({ key, stored, bytes }: Announced): void {
    this.#byHearing.delete(key);
    this.#bytes -= bytes;
    const { traceId } = stored.span;
    const ofTrace = this.#byTrace.get(traceId);
    ofTrace?.delete(key);
    if (ofTrace?.size === 0) this.#byTrace.delete(traceId);
  }

  /** Gives whether there was something to forget. */
  #forget(): boolean {
    const { forgetAfterMs, maxSpans, maxBytes, now } = this.#options;
    const before = this.#byHearing.size;
    const oldest = now() - forgetAfterMs;
    for (const announced of this.#byHearing.values()) {
      const isTooMuch = this.#byHearing.size > maxSpans || this.#bytes > maxBytes;
      if (announced.heardMs > oldest && !isTooMuch) break;
      this.#drop(announced);
    }
    this.#forgetLater();
    return this.#byHearing.size < before;
  }

  /** Whoever looks on is told when the last that was said of a span is too long ago. */
  #forgetLater(): void {
    if (this.#timer !== undefined || this.#byHearing.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#forget()) this.#change();
    }, this.#options.forgetAfterMs).unref();
  }
}

const NO_IDS = 'spans without a trace id or a span id were left out';

function spansIn({ resourceSpans }: OtlpTraces): StoredSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans, schemaUrl: resourceSchemaUrl }) => {
    const outer = { service: serviceOf(resource), resource, resourceSchemaUrl };
    return scopeSpans.flatMap(({ scope, spans, schemaUrl: scopeSchemaUrl }) =>
      spans.map((span) => ({ ...outer, scope, scopeSchemaUrl, span })),
    );
  });
}
