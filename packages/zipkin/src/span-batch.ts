/**
 * Spans on their way into a request, each written when it ends: so that no span that fills a batch pays for the others, and
 * what waits has its exact size. In the shape of `RecordBatch` of `@waymark/otlp`.
 */

import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { FORMATS, type ZipkinFormat, type ZipkinProtocol } from './encode.ts';

interface Taken {
  readonly records: number;
  readonly bytes: number;
  kept(): Taken;
  body(): Buffer;
}

export class ZipkinSpanBatch {
  readonly #format: ZipkinFormat;
  /** A span whose resource still waits for attributes is written when its request is. */
  #spans: (Buffer | ReadableSpan)[] = [];
  #bytes = 0;

  constructor(protocol: ZipkinProtocol) {
    this.#format = FORMATS[protocol];
  }

  get records(): number {
    return this.#spans.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** @throws where the span cannot be written: it is then not taken */
  add(_scope: unknown, span: ReadableSpan): void {
    // Also where it is written anew later: for its size, and so that one that cannot be costs no others.
    const written = this.#format.write(span);
    this.#bytes += written.length;
    this.#spans.push(span.resource.asyncAttributesPending ? span : written);
  }

  /** All of them, and none is left. `body` throws what a span threw that was not written before. */
  take(): Taken {
    const [spans, bytes, format] = [this.#spans, this.#bytes, this.#format];
    this.#spans = [];
    this.#bytes = 0;
    const taken: Taken = {
      records: spans.length,
      bytes,
      kept: () => taken,
      body: () => format.body(spans.map((span) => (Buffer.isBuffer(span) ? span : format.write(span)))),
    };
    return taken;
  }
}
