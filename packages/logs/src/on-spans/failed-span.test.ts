import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { context, type Span, type SpanStatus } from '@opentelemetry/api';
import { requestContext, TestTelemetry } from '../test-telemetry.ts';
import { ErrorsMarkSpansProcessor, markFailed } from './failed-span.ts';

let telemetry: TestTelemetry;
let span: Span & { status: SpanStatus };
beforeEach(() => {
  telemetry = new TestTelemetry(new ErrorsMarkSpansProcessor());
  span = telemetry.startSpan() as typeof span;
});

type Emitted = Parameters<TestTelemetry['emit']>[0];
const emit = (record: Emitted) => context.with(requestContext(span), () => telemetry.emit(record, 'pino'));

const CASES: [what: string, record: Emitted, status: object][] = [
  ['a warning leaves it', { severityNumber: 13, body: 'slow' }, { code: 0 }],
  ['a line without a severity leaves it', { body: 'line' }, { code: 0 }],
  [
    'an error line is told by its message',
    { severityNumber: 17, body: 'not paid' },
    { code: 2, message: 'not paid' },
  ],
  [
    "an exception's message tells more",
    { severityNumber: 21, body: 'not paid', attributes: { 'exception.message': 'declined' } },
    { code: 2, message: 'declined' },
  ],
  ['a body that is no text is not told', { severityNumber: 17, body: { a: 1 } }, { code: 2 }],
  [
    'a long one is cut',
    { severityNumber: 17, body: 'x'.repeat(5000) },
    { code: 2, message: 'x'.repeat(4096) },
  ],
];
for (const [what, record, status] of CASES) {
  test(`the status of a span: ${what}`, () => {
    emit(record);
    assert.deepEqual({ ...span.status }, status);
    assert.equal(telemetry.records.length, 1, 'the record goes on');
  });
}

test('the first error stays', () => {
  emit({ severityNumber: 17, body: 'first' });
  emit({ severityNumber: 17, body: 'second' });
  assert.deepEqual({ ...span.status }, { code: 2, message: 'first' });
});

test('what the application said of the span stays', () => {
  span.setStatus({ code: 1 });
  emit({ severityNumber: 17, body: 'error' });
  assert.deepEqual({ ...span.status }, { code: 1 });
});

test('no other span is marked, and none that has ended', () => {
  telemetry.emit({ severityNumber: 17, body: 'outside' }, 'pino');
  assert.deepEqual({ ...span.status }, { code: 0 });
  span.end();
  markFailed(span, 'late');
  assert.deepEqual({ ...span.status }, { code: 0 });
});
