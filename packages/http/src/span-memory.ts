/** For tests: spans kept in memory, and as text. */
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';

/** Keeps what has ended. */
export class SpanMemory implements SpanProcessor {
  ended: ReadableSpan[] = [];
  started = 0;
  total = 0;
  onStart(): void {
    this.started++;
  }
  onEnd(span: ReadableSpan): void {
    this.total++;
    this.ended.push(span);
  }
  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}

/** Name, kind, attributes, status and events, one line each, sorted: what two instrumentations can be compared by. */
export function describeSpans(spans: readonly ReadableSpan[]): string {
  return spans.map(describeSpan).sort().join('\n');
}

function describeSpan(span: ReadableSpan): string {
  const attributes = Object.entries(span.attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `  ${key}=${JSON.stringify(value)}`)
    .sort();
  const { code, message } = span.status;
  const status = `  status ${SpanStatusCode[code]}${message === undefined ? '' : ` ${message}`}`;
  const events = span.events.map(({ name, attributes: of }) => {
    return `  event ${name} ${of?.['exception.type']} ${of?.['exception.message']}`;
  });
  return [`${SpanKind[span.kind]} ${span.name}`, ...attributes, status, ...events].join('\n');
}
