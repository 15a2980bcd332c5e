/** For the tests: a tracer whose spans stay in memory, and a printer of their trees. */

import { context, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { WaymarkContextManager, WaymarkTracerProvider } from '@waymark/tracing';

context.setGlobalContextManager(new WaymarkContextManager());

export class TestSpans {
  #ended: ReadableSpan[] = [];
  readonly provider: WaymarkTracerProvider;

  constructor() {
    const done = () => Promise.resolve();
    const keep: SpanProcessor = {
      onStart() {},
      onEnd: (span) => this.#ended.push(span as ReadableSpan),
      forceFlush: done,
      shutdown: done,
    };
    this.provider = new WaymarkTracerProvider({ resource: emptyResource(), processors: [keep as never] });
  }

  readonly tracer = (scope: string): Tracer => this.provider.getTracer(scope);

  get ended(): readonly ReadableSpan[] {
    return this.#ended;
  }

  /** One line a span, children indented, in the order in which they began; and forgets them. */
  takeTree(): string {
    const spans = this.#ended.sort((a, b) => compareTimes(a, b));
    this.#ended = [];
    const ids = new Set(spans.map((span) => span.spanContext().spanId));
    const below = (parent: string | undefined, indent: string): string[] =>
      spans
        .filter(({ parentSpanContext }) =>
          parent === undefined
            ? !ids.has(parentSpanContext?.spanId ?? '')
            : parentSpanContext?.spanId === parent,
        )
        .flatMap((span) => [indent + lineOf(span), ...below(span.spanContext().spanId, `${indent}  `)]);
    return below(undefined, '').join('\n');
  }
}

function compareTimes(a: ReadableSpan, b: ReadableSpan): number {
  return a.startTime[0] - b.startTime[0] || a.startTime[1] - b.startTime[1];
}

function lineOf({ name, kind, attributes, status, events }: ReadableSpan): string {
  const said = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  const failed = status.code === SpanStatusCode.ERROR ? ` ERROR ${status.message ?? ''}` : '';
  const happened = events.map(
    ({ name, attributes = {} }) =>
      ` ! ${name} ${attributes['exception.type']}: ${attributes['exception.message']}`,
  );
  return `${name} (${kind}) ${JSON.stringify(Object.fromEntries(said))}${failed}${happened.join('')}`;
}
