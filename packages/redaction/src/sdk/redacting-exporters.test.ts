import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { Redactor } from '../redactor.ts';
import {
  RedactingLogRecordExporter,
  RedactingLogRecordProcessor,
  RedactingSpanExporter,
} from './redacting-exporters.ts';

it('spans of the SDK reach its exporters without their secrets', async () => {
  const [plain, redacted] = [new InMemorySpanExporter(), new InMemorySpanExporter()];
  const redacting = new RedactingSpanExporter(redacted, new Redactor());
  const provider = new TracerProvider({
    spanProcessors: [
      new SimpleSpanProcessor({ exporter: redacting }),
      new SimpleSpanProcessor({ exporter: plain }),
    ],
  });
  provider
    .getTracer('test')
    .startSpan('a', { attributes: { password: 'x', b: 1 } })
    .end();
  await provider.forceFlush();
  const attributes = (exporter: InMemorySpanExporter) =>
    exporter.getFinishedSpans().map((span) => ({ ...span.attributes }));
  assert.deepEqual(attributes(redacted), [{ password: 'REDACTED', b: 1 }]);
  assert.deepEqual(attributes(plain), [{ password: 'x', b: 1 }], 'the exporter beside it has what it had');
  await provider.shutdown();
  assert.deepEqual(redacted.getFinishedSpans(), [], 'shutdown went on');
});

it('log records of the SDK reach its exporters without their secrets', async () => {
  const exporter = new InMemoryLogRecordExporter();
  const redacting = new RedactingLogRecordExporter(exporter, new Redactor());
  const provider = new LoggerProvider({
    processors: [new SimpleLogRecordProcessor({ exporter: redacting })],
  });
  provider.getLogger('test').emit({ body: 'a', attributes: { token: 'x' } });
  await provider.forceFlush();
  assert.deepEqual({ ...exporter.getFinishedLogRecords()[0]!.attributes }, { token: 'REDACTED' });
  await provider.shutdown();
});

it('what an exporter answers comes back', () => {
  const failed: ExportResult = { code: ExportResultCode.FAILED, error: new Error('gone') };
  const exporter = new RedactingSpanExporter(
    { export: (_spans, done) => done(failed), shutdown: async () => {} },
    new Redactor(),
  );
  const answers: ExportResult[] = [];
  exporter.export([], (answer) => void answers.push(answer));
  assert.deepEqual(answers, [failed]);
});

/** A record or span that nobody can read. */
function unreadable<T>(): T {
  const refuse = () => {
    throw new Error('refused');
  };
  return new Proxy({}, { get: refuse, ownKeys: refuse }) as T;
}

it('a span that cannot be read is dropped, and those beside it are not', () => {
  const names: string[] = [];
  const exporter = new RedactingSpanExporter(
    {
      export: (spans, done) => {
        names.push(...spans.map(({ name }) => name));
        done({ code: ExportResultCode.SUCCESS });
      },
      shutdown: async () => {},
    },
    new Redactor(),
  );
  const [span] = finishedSpans();
  exporter.export([unreadable(), span!], () => names.push('done'));
  assert.deepEqual(names, ['a', 'done']);
});

it('a processor behind has a body as it was when it was emitted', () => {
  const exporter = new InMemoryLogRecordExporter();
  const next = new SimpleLogRecordProcessor({ exporter });
  const processors = [new RedactingLogRecordProcessor(next, new Redactor())];
  const body: Record<string, string> = { order: 'paid' };
  new LoggerProvider({ processors }).getLogger('test').emit({ body });
  body['password'] = 'hunter2';
  assert.deepEqual(exporter.getFinishedLogRecords()[0]!.body, { order: 'paid' });
});

it('a log record that cannot be read throws at nobody, and goes nowhere', () => {
  const next = new SimpleLogRecordProcessor({ exporter: new InMemoryLogRecordExporter() });
  let emitted = 0;
  next.onEmit = () => void emitted++;
  new RedactingLogRecordProcessor(next, new Redactor()).onEmit(unreadable());
  assert.equal(emitted, 0);
});

function finishedSpans() {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  provider.getTracer('test').startSpan('a').end();
  return exporter.getFinishedSpans();
}
