import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LogFields } from '../options.ts';
import { addFields, isAdded, LineFields } from './line-fields.ts';

const IDS = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  requestId: 'edge-42',
  isSampled: true,
};

function fieldsOf(fields?: LogFields, ids: Partial<typeof IDS> = IDS, gcpProject?: () => string) {
  const logger = () => assert.fail('no record is made here');
  const lines = new LineFields({ logger, enabled: true, fields, serviceName: () => 'shop', gcpProject });
  return Object.fromEntries(lines.of(ids).map(([name, value]) => [name, value]));
}

describe('a structured line gains inside a request', () => {
  test("OpenTelemetry's names, the service's among them", () => {
    assert.deepEqual(Object.entries(fieldsOf()), [
      ['trace_id', IDS.traceId],
      ['span_id', IDS.spanId],
      ['request_id', 'edge-42'],
      ['service.name', 'shop'],
    ]);
  });

  test("Elastic's names", () => {
    assert.deepEqual(fieldsOf({ set: 'ecs' }), {
      'trace.id': IDS.traceId,
      'span.id': IDS.spanId,
      'http.request.id': 'edge-42',
      'service.name': 'shop',
    });
  });

  test('the field that dd-trace writes, with the span id in decimal', () => {
    assert.deepEqual(fieldsOf({ set: 'datadog' }), {
      dd: { trace_id: IDS.traceId, span_id: '13235353014750950193', service: 'shop' },
      request_id: 'edge-42',
    });
  });

  test("what Google Cloud's agents read, with the project where it is known", () => {
    const known = fieldsOf({ set: 'gcp' }, IDS, () => 'p-1');
    assert.equal(known['logging.googleapis.com/trace'], `projects/p-1/traces/${IDS.traceId}`);
    assert.deepEqual(fieldsOf({ set: 'gcp' }, { ...IDS, isSampled: false }), {
      'logging.googleapis.com/trace': IDS.traceId,
      'logging.googleapis.com/spanId': IDS.spanId,
      'logging.googleapis.com/trace_sampled': false,
      request_id: 'edge-42',
      serviceContext: { service: 'shop' },
    });
  });

  test('names of its own, and none of those that are left out', () => {
    const fields = { traceId: 'a', spanId: false, requestId: 'c', serviceName: 'd' } as const;
    assert.deepEqual(fieldsOf(fields), { a: IDS.traceId, c: 'edge-42', d: 'shop' });
    for (const set of ['ecs', 'datadog', 'gcp'] as const)
      assert.equal(fieldsOf({ set, requestId: 'rid', serviceName: false })['rid'], 'edge-42');
    assert.deepEqual(fieldsOf({ set: 'datadog', requestId: false, serviceName: false }), {
      dd: { trace_id: IDS.traceId, span_id: '13235353014750950193' },
    });
  });

  test('no trace where there is only a request id', () => {
    const ids = { requestId: 'edge-42' };
    assert.deepEqual(fieldsOf({}, ids), { request_id: 'edge-42', 'service.name': 'shop' });
    assert.deepEqual(fieldsOf({ set: 'datadog' }, ids), { dd: { service: 'shop' }, request_id: 'edge-42' });
    assert.deepEqual(fieldsOf({ set: 'gcp', serviceName: false }, ids), { request_id: 'edge-42' });
  });
});

test('outside of a request a line gains nothing, and the name of the service is not asked for', () => {
  const logger = () => assert.fail('no record is made here');
  const lines = new LineFields({ logger, enabled: true, serviceName: () => assert.fail('asked') });
  assert.deepEqual(lines.of(undefined), []);
});

test('lines of the same request share their fields', () => {
  let asked = 0;
  const logger = () => assert.fail('no record is made here');
  const lines = new LineFields({ logger, enabled: true, serviceName: () => `shop-${++asked}` });
  assert.equal(lines.of(IDS), lines.of(IDS));
  assert.equal(asked, 1);
  assert.notEqual(lines.of({ ...IDS }), lines.of(IDS));
});

test("a field that the app set is the app's, and an undefined one is not", () => {
  const line = { msg: 'paid', trace_id: 'own', span_id: undefined };
  const added = addFields(line, [
    ['trace_id', IDS.traceId],
    ['span_id', IDS.spanId],
  ]);
  assert.deepEqual(line, { msg: 'paid', trace_id: 'own', span_id: IDS.spanId });
  assert.deepEqual(added, [['span_id', IDS.spanId]]);
});

describe('stores take a dot for an object', () => {
  const namesAddedTo = (line: object, set?: 'ecs') => {
    const logger = () => assert.fail('no record is made here');
    const fields = new LineFields({ logger, enabled: true, fields: { set }, serviceName: () => 'shop' });
    return addFields({ ...line }, fields.of(IDS)).map(([name]) => name);
  };
  const others = ['trace_id', 'span_id', 'request_id'];

  test('a line whose `service` is a text gains no `service.name`, for which Elasticsearch would refuse it', () => {
    assert.deepEqual(namesAddedTo({ service: 'user-service' }), others);
    assert.deepEqual(namesAddedTo({ service: ['a'] }), others);
    assert.deepEqual(namesAddedTo({ trace: 'on', http: { request: 7 } }, 'ecs'), ['span.id', 'service.name']);
  });

  test('nor does one that has it inside of an object', () => {
    assert.deepEqual(namesAddedTo({ service: { name: 'own' } }), others);
    assert.deepEqual(namesAddedTo({ 'http.request': { id: 'own' }, trace: { id: 'own' } }, 'ecs'), [
      'span.id',
      'service.name',
    ]);
  });

  test('an object that has not is added to', () => {
    const http = { request: { method: 'GET' } };
    assert.deepEqual(namesAddedTo({ http, service: { version: '1' }, trace: null, span: undefined }, 'ecs'), [
      'trace.id',
      'span.id',
      'http.request.id',
      'service.name',
    ]);
  });
});

test('a line that takes no fields goes without', () => {
  const line = Object.freeze({ msg: 'paid' });
  assert.deepEqual(addFields(line, [['trace_id', IDS.traceId]]), []);
});

test('a field of ours is known again, also out of the text', () => {
  const fields = [
    ['dd', { trace_id: 'a', span_id: '1' }],
    ['request_id', 'edge-42'],
  ] as const;
  assert.ok(isAdded(fields, 'request_id', 'edge-42'));
  assert.ok(isAdded(fields, 'dd', JSON.parse('{"trace_id":"a","span_id":"1"}')));
  assert.ok(!isAdded(fields, 'dd', { trace_id: 'b', span_id: '1' }));
  assert.ok(!isAdded(fields, 'request_id', 'own'));
  assert.ok(!isAdded(fields, 'order', 'edge-42'));
});
