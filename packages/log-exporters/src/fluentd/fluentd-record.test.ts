import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { logRecord } from './fixtures/log-record.ts';
import { fluentdRecord } from './fluentd-record.ts';

describe('a log record as Fluentd gets it', () => {
  it('is one flat map', () => {
    const record = logRecord({
      spanContext: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 },
      attributes: { 'http.request.id': 'req-1', 'order.items': [1, 2], retries: 2 },
      eventName: 'order.placed',
    });
    assert.deepEqual(fluentdRecord(record), {
      message: 'order placed',
      severity: 'info',
      severity_number: 9,
      trace_id: 'a'.repeat(32),
      span_id: 'b'.repeat(16),
      request_id: 'req-1',
      logger: 'pino',
      'event.name': 'order.placed',
      'service.name': 'shop',
      'process.pid': 7,
      'order.items': [1, 2],
      retries: 2,
    });
  });

  it('is what the README shows', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const [shown] = /^\{"message":.*\}$/m.exec(readme) ?? [];
    const record = logRecord({
      body: 'card declined',
      severityText: 'warn',
      severityNumber: 13,
      spanContext: {
        traceId: '0af7651916cd43dd8448eb211c80319c',
        spanId: 'b7ad6b7169203331',
        traceFlags: 1,
      },
      attributes: { 'http.request.id': 'edge-42', 'cart.items': ['tea', 'milk'], cents: 250 },
    });
    assert.deepEqual(JSON.parse(shown ?? ''), fluentdRecord(record));
  });

  it('keeps attributes that have the name of one of our fields, aside', () => {
    const fields = fluentdRecord(logRecord({ attributes: { message: 'mine', severity: 'odd' } }));
    assert.equal(fields['message'], 'order placed');
    assert.equal(fields['attributes.message'], 'mine');
    assert.equal(fields['attributes.severity'], 'odd');
  });

  it('lets an attribute of the record stand before one of the resource', () => {
    assert.equal(
      fluentdRecord(logRecord({ attributes: { 'service.name': 'till' } }))['service.name'],
      'till',
    );
  });

  it('has always text as its message', () => {
    assert.equal(fluentdRecord(logRecord({ body: { a: [1, 'b'] } }))['message'], '{"a":[1,"b"]}');
    assert.equal(fluentdRecord(logRecord({ body: 5 }))['message'], '5');
    assert.ok(!('message' in fluentdRecord(logRecord({ body: undefined }))));
  });

  it('names the level where the record has only its number', () => {
    const levels = [1, 5, 9, 12, 13, 17, 24].map(
      (severityNumber) => fluentdRecord(logRecord({ severityNumber, severityText: '' }))['severity'],
    );
    assert.deepEqual(levels, ['TRACE', 'DEBUG', 'INFO', 'INFO', 'WARN', 'ERROR', 'FATAL']);
  });

  it('sees what a resource gained', () => {
    const attributes: Record<string, string> = { 'service.name': 'shop' };
    const resource = { ...resourceFromAttributes({}), attributes, asyncAttributesPending: false } as never;
    assert.equal(fluentdRecord(logRecord({ resource }))['host.name'], undefined);
    const grown = { ...(resource as object), attributes: { ...attributes, 'host.name': 'box' } } as never;
    assert.equal(fluentdRecord(logRecord({ resource: grown }))['host.name'], 'box');
  });

  it('takes of a resource that is not complete what is known', () => {
    const never = new Promise<string>(() => {});
    const resource = resourceFromAttributes({ 'service.name': 'shop', 'cloud.region': never });
    const fields = fluentdRecord(logRecord({ resource }));
    assert.equal(fields['service.name'], 'shop');
    assert.ok(!('cloud.region' in fields));
  });
});
