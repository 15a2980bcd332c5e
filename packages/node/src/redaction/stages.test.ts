import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT_CONTEXT, SeverityNumber, type Span, TraceFlags, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { LeanLoggerProvider, LogsOnSpansProcessor } from '@waymark/logs';
import { Redactor } from '@waymark/redaction';
import { AlwaysOffSampler, WaymarkTracerProvider } from '@waymark/tracing';
import { redactedRecords } from './late-stages.ts';
import type { LazyRedaction } from './lazy-redaction.ts';
import { RedactingLogs } from './redacting-logs.ts';
import { RedactingSpans } from './redacting-spans.ts';

class SpanKeeper implements SpanProcessor {
  readonly spans: ReadableSpan[] = [];
  onStart(): void {}
  onEnd(span: ReadableSpan): void {
    this.spans.push(span);
  }
  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}

class RecordKeeper implements LogRecordProcessor {
  readonly records: ReadWriteLogRecord[] = [];
  onEmit(record: ReadWriteLogRecord): void {
    this.records.push(record);
  }
  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}

const resource = resourceFromAttributes({});
const limits = { attributeCountLimit: 128, attributeValueLengthLimit: Number.POSITIVE_INFINITY };
const failing = {
  span() {
    throw new Error('odd');
  },
  logRecord() {
    throw new Error('odd');
  },
} as unknown as Redactor;

function tracerOf(processors: SpanProcessor[], sampler?: AlwaysOffSampler) {
  return new WaymarkTracerProvider({ resource, processors, ...(sampler && { sampler }) }).getTracer('test');
}

/** The stage of log records as it stands in a pipeline. */
function recordStage(
  redactor: Redactor,
  onChange: () => void,
  next: readonly LogRecordProcessor[],
): LogRecordProcessor {
  const logs = (onward: readonly LogRecordProcessor[]) => new RedactingLogs(redactor, onChange, onward);
  const redaction = { isOn: true, get: () => ({ logs }) } as unknown as LazyRedaction;
  return redactedRecords(redaction, next)[0]!;
}

function loggerOf(...processors: LogRecordProcessor[]) {
  return new LeanLoggerProvider({ resource, processors, limits }).getLogger('test');
}

test("a clean span is the same object for all exporters, and a dirty one the same copy; the application's own sees what was", () => {
  const [own, one, two] = [new SpanKeeper(), new SpanKeeper(), new SpanKeeper()];
  let changes = 0;
  const stage = new RedactingSpans(new Redactor(), () => changes++, [one, two]);
  const tracer = tracerOf([own, stage]);
  tracer.startSpan('clean', { attributes: { of: 'one' } }).end();
  tracer.startSpan('dirty', { attributes: { password: 'hunter2' } }).end();
  assert.equal(one.spans[0], own.spans[0]);
  assert.equal(one.spans[1]!.attributes['password'], 'REDACTED');
  assert.notEqual(one.spans[1], own.spans[1]);
  assert.equal(own.spans[1]!.attributes['password'], 'hunter2');
  assert.deepEqual(one.spans, two.spans);
  assert.equal(one.spans[1], two.spans[1]);
  assert.equal(changes, 1);
});

test('a span that is not sampled, or cannot be looked at, does not leave', () => {
  const kept = new SpanKeeper();
  const stage = new RedactingSpans(new Redactor(), () => {}, [kept]);
  const span = { spanContext: () => ({ traceFlags: TraceFlags.NONE }) } as unknown as ReadableSpan;
  stage.onEnd(span);
  tracerOf([stage], new AlwaysOffSampler()).startSpan('unsampled').end();
  tracerOf([new RedactingSpans(failing, () => {}, [kept])])
    .startSpan('failing')
    .end();
  assert.deepEqual(kept.spans, []);
});

test('what one exporter throws, the others do not feel', () => {
  const kept = new SpanKeeper();
  const bad = Object.assign(new SpanKeeper(), { onEnd: failing.span });
  tracerOf([new RedactingSpans(new Redactor(), () => {}, [bad, kept])])
    .startSpan('one')
    .end();
  assert.equal(kept.spans.length, 1);
});

test('a record is the same for all behind, clean or not, and one that cannot be looked at is dropped', () => {
  const [own, one, two] = [new RecordKeeper(), new RecordKeeper(), new RecordKeeper()];
  let changes = 0;
  const logger = loggerOf(
    own,
    recordStage(new Redactor(), () => changes++, [one, two]),
  );
  logger.emit({ body: 'clean' });
  logger.emit({ body: 'password=hunter2', attributes: { of: 'one' } });
  assert.equal(one.records[0], own.records[0]);
  assert.deepEqual(
    [own, one, two].map(({ records }) => records[1]!.body),
    ['password=hunter2', 'password=REDACTED', 'password=REDACTED'],
  );
  assert.equal(one.records[1], two.records[1]);
  assert.equal(changes, 1);
  const failed = loggerOf(recordStage(failing, () => {}, [one]));
  assert.doesNotThrow(() => failed.emit({ body: 'odd' }));
  assert.equal(one.records.length, 2);
});

test('what the application puts into a body afterwards does not leave by those that encode it later', () => {
  const later = new RecordKeeper();
  let changes = 0;
  const logger = loggerOf(recordStage(new Redactor(), () => changes++, [later]));
  const body: Record<string, string> = { order: 'paid' };
  logger.emit({ body });
  body['password'] = 'hunter2';
  assert.deepEqual(later.records[0]!.body, { order: 'paid' });
  assert.equal(changes, 0, 'nothing was taken out');
});

test('a logger is on where one of those behind wants the record, or takes whatever comes', () => {
  const picky = Object.assign(new RecordKeeper(), {
    enabled: ({ severityNumber = 0 }: { severityNumber?: number }) => severityNumber >= 13,
  });
  const stage = (...next: LogRecordProcessor[]) => recordStage(new Redactor(), () => {}, next);
  const asked = (severityNumber: number) => ({ severityNumber, context: ROOT_CONTEXT });
  assert.equal(loggerOf(stage(picky)).enabled(asked(9)), false);
  assert.equal(loggerOf(stage(picky)).enabled(asked(13)), true);
  assert.equal(loggerOf(stage(picky, new RecordKeeper())).enabled(asked(9)), true);
});

test('a flush and an end go to all behind', async () => {
  const calls: string[] = [];
  const told = (name: string) => ({
    forceFlush: async () => void calls.push(`${name} flushed`),
    shutdown: async () => void calls.push(`${name} ended`),
  });
  const spans = new RedactingSpans(new Redactor(), () => {}, [
    Object.assign(new SpanKeeper(), told('a')),
    Object.assign(new SpanKeeper(), told('b')),
  ]);
  const logs = recordStage(new Redactor(), () => {}, [Object.assign(new RecordKeeper(), told('c'))]);
  for (const stage of [spans, logs]) {
    await stage.forceFlush();
    await stage.shutdown();
  }
  assert.deepEqual(calls, ['a flushed', 'b flushed', 'a ended', 'b ended', 'c flushed', 'c ended']);
});

test('a line that was looked at as a record is not looked at again on its span, unless somebody may have changed it', () => {
  const redactor = new Redactor();
  const read: unknown[] = [];
  const attributes = redactor.attributes.bind(redactor);
  redactor.attributes = (all) => {
    read.push({ ...all });
    return attributes(all);
  };
  const kept = new SpanKeeper();
  const tracer = tracerOf([new RedactingSpans(redactor, () => {}, [kept])]);
  const logger = loggerOf(
    recordStage(redactor, () => {}, [new LogsOnSpansProcessor({ minimum: SeverityNumber.INFO })]),
  );
  const end = (change: (span: Span) => void) => {
    const span = tracer.startSpan('a job');
    logger.emit({ context: trace.setSpan(ROOT_CONTEXT, span), body: 'paid', attributes: { order: 7 } });
    change(span);
    read.length = 0;
    span.end();
    return (kept.spans.at(-1)!.events[0]!.attributes ?? {}) as Record<string, unknown>;
  };
  assert.equal(end(() => {})['message'], 'paid');
  assert.deepEqual(read, [{}], 'the attributes of the span');
  const changed = end((span) => {
    const [event] = (span as unknown as ReadableSpan).events;
    event!.attributes!['password'] = 'hunter2';
  });
  assert.equal(changed['password'], 'REDACTED');
  assert.ok(!('judged' in kept.spans.at(-1)!.events[0]!));
});

test('a line that another looked at is looked at again, and leaves without what only that one knows', () => {
  const kept = new SpanKeeper();
  const tracer = tracerOf([new RedactingSpans(new Redactor({ keys: ['plate'] }), () => {}, [kept])]);
  const onSpans = new LogsOnSpansProcessor({ minimum: SeverityNumber.INFO });
  const logger = loggerOf(recordStage(new Redactor(), () => {}, [onSpans]));
  const span = tracer.startSpan('a job');
  logger.emit({
    context: trace.setSpan(ROOT_CONTEXT, span),
    body: 'seen',
    attributes: { plate: 'B-XY 123' },
  });
  span.end();
  const [event] = kept.spans[0]!.events;
  assert.equal(event!.attributes!['plate'], 'REDACTED');
  assert.ok(!('judged' in event!));
});
