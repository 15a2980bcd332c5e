import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { withRequestId } from '@waymark/propagation';
import { RequestIdProcessor } from './request-id-processor.ts';

const exporter = new InMemoryLogRecordExporter();
const processors = [new RequestIdProcessor(), new SimpleLogRecordProcessor({ exporter })];
const logger = new LoggerProvider({ processors }).getLogger('app');
const traceId = '0af7651916cd43dd8448eb211c80319c';
const traced = trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: 'b7ad6b7169203331', traceFlags: 1 });

const cases = [
  ['in a trace, its id', { context: traced }, traceId],
  ['in a request that brought one, that', { context: withRequestId(traced, 'caller-7') }, 'caller-7'],
  ['one that it has already', { context: traced, attributes: { 'http.request.id': 'own' } }, 'own'],
  ['none without a trace', { context: ROOT_CONTEXT }, undefined],
] as const;
for (const [what, record, expected] of cases) {
  test(`a record has ${what}`, async () => {
    exporter.reset();
    logger.emit({ body: 'line', ...record });
    await Promise.all(processors.map((processor) => processor.forceFlush()));
    const [made] = exporter.getFinishedLogRecords();
    assert.equal(made?.attributes['http.request.id'], expected);
  });
}
