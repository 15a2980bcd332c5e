import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OtlpAnyValue } from '@waymark/otlp';
import { NaiveStore } from '../../store/oracle/naive-store.ts';
import { attributes, logRecord, logs, span, spanId, traceId, traces } from '../../store/oracle/samples.ts';
import { answerWaymark } from './answer-waymark.ts';
import { shortAttributes, shortName, shortValue } from './short-text.ts';

const text = (stringValue: string): OtlpAnyValue => ({ stringValue });

test('what is short stays as it is', () => {
  const values: OtlpAnyValue[] = [
    text('é'.repeat(1024)),
    { intValue: '5' },
    { bytesValue: 'AQID' },
    { arrayValue: { values: [text('a'), {}, { kvlistValue: { values: attributes({ a: 1, b: true }) } }] } },
    {},
  ];
  for (const value of values) assert.deepEqual(shortValue(value), value);
  assert.deepEqual(shortAttributes(attributes({ a: 'x', b: 2 })), attributes({ a: 'x', b: 2 }));
  assert.equal(shortName('n'.repeat(1024)), 'n'.repeat(1024));
});

test('what is long is cut, wherever it is', () => {
  assert.equal(shortName('n'.repeat(2e6)), `${'n'.repeat(1024)}…`);
  assert.equal(shortName(`${'n'.repeat(1023)}😀`), `${'n'.repeat(1023)}…`);
  assert.deepEqual(shortValue(text('v'.repeat(2e6))), text(`${'v'.repeat(32_768)}…`));
  assert.deepEqual(shortValue({ bytesValue: 'A'.repeat(1e6) }), { bytesValue: '' });
  const long = [
    shortValue({ arrayValue: { values: Array.from({ length: 1e6 }, () => ({ boolValue: true })) } }),
    shortValue({ kvlistValue: { values: [{ key: 'k'.repeat(1e6), value: {} }] } }),
    shortAttributes(attributes({ a: 'x'.repeat(1e6), b: 'y' })),
    shortAttributes(attributes(Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => [`key ${i}`, i])))),
  ];
  for (const each of long)
    assert.ok(JSON.stringify(each).length < 150_000, JSON.stringify(each).slice(0, 100));
});

test('a list is short whatever was sent, and the thing itself is whole', async () => {
  const store = new NaiveStore();
  const long = 'x'.repeat(200_000);
  const ids = attributes({ 'http.request.id': long });
  store.takeTraces(traces({ [long]: [span(1, 1, { name: long, attributes: ids })] }));
  store.takeLogs(logs({ [long]: [logRecord(1, 1, { body: text(long), attributes: ids })] }));
  const lengthOf = async (path: string) => {
    const question = { method: 'GET', path: `/api/waymark/${path}`, query: new URLSearchParams() };
    return (await answerWaymark({ store }, question)).body.length;
  };
  const { logs: found } = await store.searchLogs({ attributes: [], limit: 1 });
  for (const path of ['traces', 'logs', `traces/${traceId(1)}/skeleton`])
    assert.ok((await lengthOf(path)) < 100_000, path);
  for (const path of [`logs/${found[0]!.id}`, `traces/${traceId(1)}/spans/${spanId(1)}`])
    assert.ok((await lengthOf(path)) > 2 * long.length, path);
});
