import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { failure } from '@waymark/delivery';
import { logRecord } from '../fixtures/records.ts';
import { bulkRecords, bulkSerializer } from './bulk-body.ts';
import { bulkVerdict } from './bulk-verdict.ts';

const THREE = bulkSerializer()(['a', 'b', 'c'].map((body) => logRecord({ body })));
const CREATED = { create: { status: 201 } };
const KNOWN = {
  create: { status: 409, error: { type: 'version_conflict_engine_exception', reason: '[a1]: ...' } },
};
const BUSY = {
  create: { status: 429, error: { type: 'es_rejected_execution_exception', reason: 'queue is full' } },
};
const GONE = { create: { status: 503, error: { type: 'unavailable_shards_exception', reason: '...' } } };
const UNFIT = {
  create: {
    status: 400,
    error: {
      type: 'document_parsing_exception',
      reason:
        "[1:77] failed to parse field [log] of type [text] in document with id 'a5'. Preview of field's value: 'hunter2'",
    },
  },
};

function verdictOfItems(...items: unknown[]) {
  return bulkVerdict(answer(200, { errors: true, items }), { body: THREE, records: 3 });
}

function answer(status: number, body: unknown, retryAfter?: string) {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return { status, contentType: 'application/json', body: bytes, ...(retryAfter ? { retryAfter } : {}) };
}

test('all created is all delivered', () => {
  assert.deepEqual(verdictOfItems(CREATED, CREATED, CREATED), {
    kind: 'delivered',
    rejected: 0,
    message: '',
  });
});

test('a document that is there already was delivered before', () => {
  assert.deepEqual(verdictOfItems(KNOWN, CREATED, KNOWN), { kind: 'delivered', rejected: 0, message: '' });
});

test('a document that does not fit is rejected, by the name of the error and of the field, without its value', () => {
  assert.deepEqual(verdictOfItems(CREATED, UNFIT, UNFIT), {
    kind: 'delivered',
    rejected: 2,
    message: 'document_parsing_exception, failed to parse field [log] of type [text]',
  });
});

test('what there is no room for now goes again, alone', () => {
  const verdict = verdictOfItems(BUSY, UNFIT, CREATED);
  const [first] = bulkRecords(THREE);
  assert.deepEqual(verdict, {
    kind: 'some',
    delivered: 1,
    rejected: 1,
    why: 'document_parsing_exception, failed to parse field [log] of type [text]',
    again: { body: first, records: 1 },
  });
});

test('out of a compressed body, too', () => {
  const outcome = answer(200, { errors: true, items: [CREATED, GONE, BUSY] });
  const verdict = bulkVerdict(outcome, { body: gzipSync(THREE), records: 3, encoding: 'gzip' });
  assert.deepEqual(verdict.kind === 'some' && verdict.again, {
    body: Buffer.concat(bulkRecords(THREE).slice(1)),
    records: 2,
  });
});

test('where there is room for none, the batch waits', () => {
  assert.deepEqual(verdictOfItems(BUSY, BUSY, GONE), {
    kind: 'retry',
    why: 'es_rejected_execution_exception',
    unreachable: false,
    refused: false,
  });
});

test('an answer that is not one of _bulk took nothing', () => {
  const oddItems = [null, {}, 5, { create: null }, { create: { status: '201' } }];
  for (const body of [
    ...oddItems.map((item) => ({ errors: true, items: [CREATED, item, CREATED] })),
    ...['<html>log in</html>', '', '{}', '[]', 'null', { errors: false, items: [CREATED] }],
  ]) {
    const verdict = bulkVerdict(answer(200, body), { body: THREE, records: 3 });
    assert.deepEqual(
      [verdict.kind, 'why' in verdict && verdict.why],
      ['retry', 'an answer that is not one of _bulk'],
    );
  }
});

test('an answer without a body, as a proxy has it, took nothing', () => {
  for (const status of [201, 202, 204]) {
    const verdict = bulkVerdict(answer(status, ''), { body: THREE, records: 3 });
    assert.equal(verdict.kind, 'retry', `HTTP ${status}`);
  }
});

test('a request that is refused as a whole is for the reasons of HTTP, with the name of the error', () => {
  const error = { type: 'security_exception', reason: 'unable to authenticate user [ann]' };
  const rows: [number, unknown, string, string][] = [
    [
      401,
      { error, status: 401 },
      'drop',
      "HTTP 401, 'security_exception' (check the configured credentials)",
    ],
    [
      403,
      { error, status: 403 },
      'drop',
      "HTTP 403, 'security_exception' (check the configured credentials)",
    ],
    [
      404,
      { error: { type: 'index_not_found_exception' } },
      'drop',
      "HTTP 404, 'index_not_found_exception' (check the configured URL)",
    ],
    [400, '<html>', 'drop', 'HTTP 400'],
    [413, '', 'drop', 'HTTP 413'],
    [502, '<html>', 'retry', 'HTTP 502'],
    [503, '', 'retry', 'HTTP 503'],
  ];
  for (const [status, body, kind, why] of rows) {
    const verdict = bulkVerdict(answer(status, body), { body: THREE, records: 3 });
    assert.deepEqual([verdict.kind, 'why' in verdict && verdict.why], [kind, why]);
  }
});

test('429 waits as long as it says', () => {
  const verdict = bulkVerdict(answer(429, '', '7'), { body: THREE, records: 3 });
  assert.equal(verdict.kind === 'retry' && verdict.afterMs, 7_000);
});

test('no answer is to be had later', () => {
  const verdict = bulkVerdict(failure('ECONNREFUSED'), { body: THREE, records: 3 });
  assert.equal(verdict.kind === 'retry' && verdict.refused, true);
});
