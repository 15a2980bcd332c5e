import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logRecord } from '../fixtures/records.ts';
import { bulkRecords, bulkSerializer } from './bulk-body.ts';

const RECORDS = ['one', 'two\nlines', '日本'].map((body) => logRecord({ body }));

function linesOf(body: Buffer): { create?: { _id: string }; message?: string }[] {
  const lines = body.toString().split('\n');
  assert.equal(lines.pop(), '', 'the last line ends, as _bulk wants it');
  return lines.map((line) => JSON.parse(line));
}

test('each record is a line that creates, and its document', () => {
  const lines = linesOf(bulkSerializer()(RECORDS));
  assert.deepEqual(
    lines.map((line) => Object.keys(line)[0]),
    ['create', '@timestamp', 'create', '@timestamp', 'create', '@timestamp'],
  );
  assert.deepEqual(
    lines.flatMap(({ message }) => message ?? []),
    ['one', 'two\nlines', '日本'],
  );
});

test('no id is there twice, in one process or in two', () => {
  const [one, two] = [bulkSerializer(), bulkSerializer()];
  const ids = [one, one, two].flatMap((serialize) =>
    linesOf(serialize(RECORDS)).flatMap(({ create }) => create?._id ?? []),
  );
  assert.equal(ids.length, 9);
  assert.equal(new Set(ids).size, 9);
});

test('a body comes apart into its records', () => {
  const body = bulkSerializer()(RECORDS);
  const records = bulkRecords(body);
  assert.deepEqual(
    records.map((record) => linesOf(record)[1]?.message),
    ['one', 'two\nlines', '日本'],
  );
  assert.deepEqual(Buffer.concat(records), body);
  assert.deepEqual(bulkRecords(Buffer.alloc(0)), []);
});
