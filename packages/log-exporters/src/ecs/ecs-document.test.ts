import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { type Attributes, type HrTime, TraceFlags } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { logRecord } from '../fixtures/records.ts';
import { ecsDocument, ecsJson } from './ecs-document.ts';

const BARE = {
  '@timestamp': '2023-11-14T22:13:20.123Z',
  log: { level: 'info', logger: 'pino' },
  message: 'hello',
  ecs: { version: '8.17.0' },
  service: { name: 'shop' },
  event: { severity: 9, dataset: 'shop' },
};

function documentOf(overrides: Partial<ReadableLogRecord>): Record<string, unknown> {
  return ecsDocument(logRecord(overrides));
}

/** What attributes of a record add to the bare document. */
function added(attributes: Attributes): Record<string, unknown> {
  const document = documentOf({ attributes });
  const bare: Record<string, unknown> = BARE;
  return Object.fromEntries(
    Object.entries(document).filter(([name, value]) => !isDeepStrictEqual(value, bare[name])),
  );
}

describe('a document of a log record', () => {
  it('begins with time, level and message, for whoever reads lines of JSON', () => {
    assert.deepEqual(documentOf({}), BARE);
    assert.deepEqual(Object.keys(documentOf({})).slice(0, 3), ['@timestamp', 'log', 'message']);
  });

  it('has trace, span, request id, logger, error and event by their names', () => {
    const spanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: TraceFlags.SAMPLED };
    const attributes = {
      'http.request.id': 'req-7',
      'logger.name': 'orders',
      'exception.type': 'CardError',
      'exception.message': 'declined',
      'exception.stacktrace': 'CardError: declined\n  at pay',
      'error.type': 'card',
      'error.message': 'no',
      'code.function.name': 'pay',
      'code.line.number': 12,
    };
    assert.deepEqual(documentOf({ spanContext, attributes, eventName: 'order.failed', severityNumber: 17 }), {
      ...BARE,
      trace: { id: 'a'.repeat(32) },
      span: { id: 'b'.repeat(16) },
      http: { request: { id: 'req-7' } },
      log: { level: 'info', logger: 'orders', origin: { function: 'pay', file: { line: 12 } } },
      error: { type: 'CardError', message: 'declined', stack_trace: 'CardError: declined\n  at pay' },
      event: { action: 'order.failed', dataset: 'shop', severity: 17 },
    });
  });

  it('has the resource by its names, and what they have none for as labels', () => {
    const resource = resourceFromAttributes({
      'service.name': 'shop',
      'service.version': '1.2.3',
      'service.namespace': 'retail',
      'service.instance.id': 'i-1',
      'deployment.environment.name': 'production',
      'host.name': 'web-1',
      'host.arch': 'amd64',
      'os.type': 'darwin',
      'process.pid': 42,
      'process.executable.path': '/bin/node',
      'k8s.pod.name': 'shop-0',
      'telemetry.sdk.name': 'opentelemetry',
      'telemetry.sdk.language': 'nodejs',
      'telemetry.sdk.version': '3.1.1',
      'telemetry.distro.name': 'waymark',
      'telemetry.distro.version': '0.1.0',
    });
    assert.deepEqual(documentOf({ resource }), {
      ...BARE,
      service: { name: 'shop', version: '1.2.3', environment: 'production', node: { name: 'i-1' } },
      host: { name: 'web-1', architecture: 'amd64', os: { type: 'macos' } },
      process: { pid: 42, executable: '/bin/node' },
      kubernetes: { pod: { name: 'shop-0' } },
      agent: { name: 'opentelemetry/nodejs/waymark', version: '0.1.0' },
      labels: { service_namespace: 'retail' },
    });
  });

  it('keeps what one record has from the next of the same resource', () => {
    documentOf({ attributes: { orderId: 'o-1', 'service.version': '9' } });
    assert.deepEqual(documentOf({}), BARE);
  });
});

describe('the JSON of a document', () => {
  const rows: [string, Partial<ReadableLogRecord>][] = [
    ['a bare record', {}],
    ['one of a resource that says nothing', { resource: resourceFromAttributes({}) }],
    [
      'one that is of another service than its resource',
      { attributes: { 'service.name': 'other', 'host.name': 'web-2' } },
    ],
    ['one with a long label', { attributes: { sql: 'x'.repeat(9_000) } }],
    ['one with labels', { attributes: { orderId: 'o-1', price: 5 } }],
    [
      'one of a resource that says where lines stand',
      { resource: resourceFromAttributes({ 'log.file.path': '/var/log/app', region: 'eu' }) },
    ],
  ];
  for (const [what, overrides] of rows) {
    it(`says the same of ${what}`, () => {
      const record = logRecord(overrides);
      assert.deepEqual(JSON.parse(ecsJson(record)), JSON.parse(JSON.stringify(ecsDocument(record))));
    });
  }

  it('has what a resource says of the log beside what the record does', () => {
    const resource = resourceFromAttributes({ 'log.file.path': '/var/log/app' });
    assert.deepEqual(documentOf({ resource }).log, {
      level: 'info',
      logger: 'pino',
      file: { path: '/var/log/app' },
    });
  });
});

describe('labels', () => {
  const rows: [string, Attributes, Record<string, unknown>][] = [
    ['text', { orderId: 'o-1' }, { labels: { orderId: 'o-1' } }],
    ['dots as underscores', { 'order.id': 'o-1' }, { labels: { order_id: 'o-1' } }],
    ['numbers apart', { price: 9.5 }, { numeric_labels: { price: 9.5 } }],
    ['booleans as text', { paid: true }, { labels: { paid: 'true' } }],
    ['a number that JSON has none for as text', { price: Number.NaN }, { labels: { price: 'NaN' } }],
    [
      'lists of one type',
      { a: ['x', 'y'], b: [1, 2] },
      { labels: { a: ['x', 'y'] }, numeric_labels: { b: [1, 2] } },
    ],
    ['a mixed list as JSON', { a: ['x', 1] }, { labels: { a: '["x",1]' } }],
    [
      'the entries of a map',
      { user: { id: 5, name: 'Ann', address: { city: 'Oslo' } } },
      { labels: { user_name: 'Ann', user_address_city: 'Oslo' }, numeric_labels: { user_id: 5 } },
    ],
    ['what is deep as JSON', { a: { b: { c: { d: { e: 1 } } } } }, { labels: { a_b_c_d: '{"e":1}' } }],
    ['bytes as base64', { raw: new Uint8Array([1, 2, 3]) }, { labels: { raw: 'AQID' } }],
    ['nothing of a value that is not there', { a: undefined, b: null }, {}],
    ['a name of white space alone', { ' ': 'x', '': 'y' }, { labels: { _: 'y' } }],
    ['half a surrogate pair as the sign for it', { cut: 'a\ud83d' }, { labels: { cut: 'a\ufffd' } }],
    [
      'what does not fit its field',
      { 'url.path': { a: 1 }, 'server.port': 'http' },
      {
        labels: { server_port: 'http' },
        numeric_labels: { url_path_a: 1 },
      },
    ],
  ];
  for (const [what, attributes, expected] of rows) {
    it(`has ${what}`, () => assert.deepEqual(added(attributes), expected));
  }

  it('has any name that an application thinks of', () => {
    const { labels } = documentOf({ attributes: JSON.parse('{"__proto__":"x","constructor":"y"}') });
    assert.equal(JSON.stringify(labels), '{"__proto__":"x","constructor":"y"}');
  });

  it('has a map that holds itself, and one that cannot be read', () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    assert.deepEqual(added({ circle } as Attributes), {
      labels: { circle_self_self_self: '[not to be written as JSON]' },
    });
  });

  it('are what an object says of itself for JSON', () => {
    const attributes = { at: new Date(0), page: new URL('https://a.example/'), never: new Date(Number.NaN) };
    assert.deepEqual(added(attributes as unknown as Attributes), {
      labels: { at: '1970-01-01T00:00:00.000Z', page: 'https://a.example/' },
    });
  });

  it('tell of an object that has nothing to show', () => {
    const attributes = { none: {}, error: new RangeError('oh'), ids: new Set([1]) };
    assert.deepEqual(added(attributes as unknown as Attributes), {
      labels: { none: '{}', error: 'RangeError: oh', ids: '{}' },
    });
  });

  it('have no name that a server refuses', () => {
    const names = Object.keys(
      added({ 'a\0b': '1', 'k\ud800': '2', [`${'x'.repeat(255)}👩`]: '3' }).labels as object,
    );
    assert.deepEqual(names, ['a_b', 'k\ufffd', `${'x'.repeat(255)}\ufffd`]);
  });

  it('are apart where they are longer than a server finds', () => {
    const [long, longest] = ['日'.repeat(8_001), '日'.repeat(8_000)];
    const attributes = { long, longest, list: ['a', long], deep: { list: [1, long] } };
    assert.deepEqual(added(attributes as unknown as Attributes), {
      labels: { longest },
      long_labels: { long, list: ['a', long], deep_list: `[1,"${long}"]` },
    });
  });

  const unreadable: [string, unknown][] = [
    [
      'a getter that throws',
      {
        get x() {
          throw new Error('no');
        },
      },
    ],
    [
      'a proxy that throws',
      new Proxy(
        {},
        {
          ownKeys() {
            throw new Error('no');
          },
        },
      ),
    ],
    [
      'a function that does not become text',
      Object.assign(() => {}, {
        toString() {
          throw new Error('no');
        },
      }),
    ],
    [
      'an object that throws when it is to be JSON',
      {
        toJSON() {
          throw new Error('no');
        },
      },
    ],
  ];
  for (const [what, value] of unreadable) {
    it(`lose nothing but the one of ${what}`, () => {
      assert.deepEqual(added({ a: 'x', value, b: 'y' } as Attributes), {
        labels: { a: 'x', value: '[not to be written as JSON]', b: 'y' },
      });
      assert.equal(documentOf({ body: value as string }).message, '[not to be written as JSON]');
    });
  }

  it('stand for a field, and for an attribute, that cannot be read', () => {
    const roles = new Proxy(['admin'], {
      get() {
        throw new Error('no');
      },
    });
    const attributes = {
      'user.roles': roles,
      get odd(): string {
        throw new Error('no');
      },
    };
    assert.deepEqual(added(attributes as unknown as Attributes), {
      labels: { user_roles: '[not to be written as JSON]', odd: '[not to be written as JSON]' },
    });
  });

  it('counts what limits left out', () => {
    assert.deepEqual(documentOf({ droppedAttributesCount: 3 }).numeric_labels, {
      dropped_attributes_count: 3,
    });
  });
});

describe('a field', () => {
  it('is there beside an attribute without a name', () => {
    assert.deepEqual(added({ '': 'x', 'http.request.id': 'r-1' }), {
      labels: { _: 'x' },
      http: { request: { id: 'r-1' } },
    });
  });

  it('takes a number as text and digits as a number, as its type is', () => {
    assert.deepEqual(added({ 'user.id': 7, 'server.port': '8080' }), {
      user: { id: '7' },
      server: { port: 8080 },
    });
  });
});

describe('the message', () => {
  const rows: [string, Partial<ReadableLogRecord>, string][] = [
    ['a body with parts as JSON', { body: { a: [1, 'x'] } }, '{"a":[1,"x"]}'],
    ['a number', { body: 5 }, '5'],
    [
      'the error where there is no body',
      { body: undefined, attributes: { 'exception.message': 'oh' } },
      'oh',
    ],
    ['the name of an event without body', { body: undefined, eventName: 'order.failed' }, 'order.failed'],
    ['nothing where there is nothing', { body: undefined }, ''],
    ['text of several lines and any script', { body: 'día\n日本 👩‍💻' }, 'día\n日本 👩‍💻'],
  ];
  for (const [what, overrides, expected] of rows) {
    it(`is ${what}`, () => assert.equal(documentOf(overrides).message, expected));
  }
});

describe('the level', () => {
  const rows: [Partial<ReadableLogRecord>, string | undefined][] = [
    [{ severityText: 'WARN' }, 'warn'],
    [{ severityText: undefined, severityNumber: 14 }, 'warn'],
    [{ severityText: '', severityNumber: 24 }, 'fatal'],
    [{ severityText: undefined, severityNumber: undefined }, undefined],
    [{ severityText: 30 as unknown as string }, '30'],
  ];
  for (const [overrides, expected] of rows) {
    it(`is ${expected} of ${JSON.stringify(overrides)}`, () => {
      assert.equal((documentOf(overrides).log as { level?: string }).level, expected);
    });
  }
});

describe('the time', () => {
  const rows: [string, Partial<ReadableLogRecord>, string][] = [
    [
      'nanoseconds where there are any',
      { hrTime: [1_700_000_000, 123_000_789] },
      '2023-11-14T22:13:20.123000789Z',
    ],
    ['the time of observation where there is none', { hrTime: [0, 0] }, '2023-11-14T22:13:20.124Z'],
    ['the time of observation where no calendar has it', { hrTime: [1e13, 0] }, '2023-11-14T22:13:20.124Z'],
    [
      'the time of observation where it is beyond what a count of nanoseconds reaches',
      { hrTime: [9_223_372_037, 0] },
      '2023-11-14T22:13:20.124Z',
    ],
    [
      'the time of observation where there is none at all',
      { hrTime: undefined as unknown as HrTime },
      '2023-11-14T22:13:20.124Z',
    ],
    ['whole nanoseconds', { hrTime: [1_700_000_000, 123_000_789.6] }, '2023-11-14T22:13:20.123000789Z'],
    ['within its second', { hrTime: [1_700_000_000, 1e9] }, '2023-11-14T22:13:20.999999999Z'],
    ['not before its second', { hrTime: [1_700_000_000, -1] }, '2023-11-14T22:13:20.000Z'],
    ['of its second at least', { hrTime: [1_700_000_000, Number.NaN] }, '2023-11-14T22:13:20.000Z'],
  ];
  for (const [what, overrides, expected] of rows) {
    it(`is ${what}`, () => assert.equal(documentOf(overrides)['@timestamp'], expected));
  }
});
