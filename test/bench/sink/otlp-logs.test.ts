import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeRequest } from '@waymark/testing';
import { NOTHING } from './arrived.ts';
import { countRecords } from './otlp-logs.ts';

test('log records are counted, and those of a trace', () => {
  const arrived = { ...NOTHING };
  const body = { stringValue: 'paid' };
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const scopeLogs = [{ logRecords: [{ body }, { body, traceId, spanId: 'b7ad6b7169203331' }] }];
  countRecords(arrived, encodeRequest('logs', { resourceLogs: [{ scopeLogs }, { scopeLogs }] }));
  assert.deepEqual(arrived, { ...NOTHING, records: 4, recordsInTrace: 2 });
});
