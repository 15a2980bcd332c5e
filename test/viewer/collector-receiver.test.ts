/** The viewer's receiver beside the real Collector's: the same requests to both, the same status, and the same spans read. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import {
  encodeLogs,
  encodeTraces,
  fromJson,
  fromProtobuf,
  LOGS,
  type MessageType,
  TRACES,
  toProtobuf,
} from '@waymark/otlp';
import { RandomRecords } from '../../packages/otlp/src/oracle/random-records.ts';
import { startViewer, type Viewer } from '../../packages/viewer/src/index.ts';
import { type LocalServer, skipWithoutServer, startServer } from '../backends/servers.mjs';

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';
const span = {
  traceId: '5B8EFFF798038103D269B633813FC60C',
  spanId: 'EEE19B7EC3C1B174',
  parentSpanId: '',
  name: 'GET /é',
  kind: 2,
  startTimeUnixNano: '1700000000123456789',
  endTimeUnixNano: 1_700_000_000_123_457_000,
  attributes: [
    { key: 'int', value: { intValue: '-9223372036854775808' } },
    { key: 'number', value: { intValue: 42 } },
    { key: 'double', value: { doubleValue: 1 } },
    { key: 'bytes', value: { bytesValue: '+/8=' } },
    { key: 'none', value: {} },
    { key: 'list', value: { arrayValue: { values: [{ boolValue: false }, { stringValue: '' }] } } },
    { key: 'map', value: { kvlistValue: { values: [{ key: 'a', value: { stringValue: 'b' } }] } } },
    { key: 'int', value: { stringValue: 'again' } },
  ],
  events: [{ timeUnixNano: '1', name: 'e' }],
  links: [{ traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174', flags: 769 }],
  status: { code: 2, message: 'no' },
  flags: 257,
  unknown: { anything: [1] },
};
const of = (...spans: object[]) => JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
const json = of(span);
const protobuf = toProtobuf(TRACES, fromJson(TRACES, json));

interface Request {
  path?: string;
  method?: string;
  type?: string;
  encoding?: string;
  body?: string | Uint8Array;
}

/** The same from both. */
const alike: [string, number, Request][] = [
  ['protobuf', 200, { type: PROTOBUF, body: protobuf }],
  ['JSON', 200, { type: JSON_TYPE, body: json }],
  ['JSON with a charset', 200, { type: `${JSON_TYPE}; charset=utf-8`, body: json }],
  ['gzip', 200, { type: PROTOBUF, encoding: 'gzip', body: gzipSync(protobuf) }],
  ['zstd', 200, { type: PROTOBUF, encoding: 'zstd', body: zstdCompressSync(protobuf) }],
  ['nothing', 200, { type: PROTOBUF, body: '' }],
  ['an empty object', 200, { type: JSON_TYPE, body: '{}' }],
  ['metrics', 200, { path: '/v1/metrics', type: JSON_TYPE, body: '{"resourceMetrics":[]}' }],
  ['nothing as JSON', 400, { type: JSON_TYPE, body: '' }],
  ['half of JSON', 400, { type: JSON_TYPE, body: json.slice(0, -5) }],
  ['half of protobuf', 400, { type: PROTOBUF, body: protobuf.subarray(0, -5) }],
  ['bytes that are none of it', 400, { type: PROTOBUF, body: 'hello' }],
  ['an id too short', 400, { type: JSON_TYPE, body: of({ ...span, traceId: 'abc' }) }],
  ['an id in base64', 400, { type: JSON_TYPE, body: of({ ...span, traceId: 'W47/95gDgQPSabYzgT/GDA==' }) }],
  ['a name that is a number', 400, { type: JSON_TYPE, body: of({ ...span, name: 5 }) }],
  ['no gzip', 400, { type: PROTOBUF, encoding: 'gzip', body: protobuf }],
  ['another type', 415, { type: 'text/plain', body: json }],
  ['another method', 405, { method: 'PUT', type: JSON_TYPE, body: json }],
  ['GET', 405, { method: 'GET' }],
];

/** Where the Collector is not alike: [what, its status, ours, why]. */
const unlike: [string, number, number, string, Request][] = [
  [
    'a name with underscores',
    400,
    200,
    'OTLP does not know it',
    { type: JSON_TYPE, body: '{"resource_spans":[5]}' },
  ],
  [
    'an enum by its name',
    200,
    400,
    'OTLP forbids it',
    { type: JSON_TYPE, body: of({ ...span, kind: 'SPAN_KIND_SERVER' }) },
  ],
  [
    'another packing',
    400,
    415,
    'it is the media that is not supported',
    { type: PROTOBUF, encoding: 'br', body: protobuf },
  ],
];

describe('beside a real Collector', { skip: skipWithoutServer('collector') }, () => {
  let collector: LocalServer;
  let viewer: Viewer;
  before(async () => {
    collector = await startServer('collector');
    viewer = await startViewer({ port: 0, grpcPort: false });
  });
  after(() => Promise.all([collector?.stop(), viewer?.close()]));

  const send = (port: number, { path = '/v1/traces', method = 'POST', type, encoding, body }: Request) =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: {
        ...(type ? { 'content-type': type } : {}),
        ...(encoding ? { 'content-encoding': encoding } : {}),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }),
    });

  /** Status and, of a good answer, its type: the Collector's body has a partial success that is empty, which OTLP forbids. */
  async function answer(port: number, request: Request) {
    const response = await send(port, request);
    await response.arrayBuffer();
    const { status } = response;
    return response.ok ? { status, type: response.headers.get('content-type') } : { status };
  }

  for (const [what, status, request] of alike) {
    test(`${what}: ${status} from both`, async () => {
      const theirs = await answer(collector.port, request);
      const ours = await answer(viewer.port, request);
      assert.equal(ours.status, status);
      assert.deepEqual(ours, theirs);
    });
  }

  for (const [what, theirs, ours, why, request] of unlike) {
    test(`${what}: ${ours}, and not ${theirs}: ${why}`, async () => {
      const statuses = [await answer(collector.port, request), await answer(viewer.port, request)];
      assert.deepEqual(
        statuses.map(({ status }) => status),
        [theirs, ours],
      );
    });
  }

  for (const [what, signal, type, body] of [
    ['random spans', 'traces', TRACES, encodeTraces(new RandomRecords(7).spans(40))],
    ['random log records', 'logs', LOGS, encodeLogs(new RandomRecords(7).logRecords(40))],
    ['a span of every kind of value', 'traces', TRACES, protobuf],
  ] as const) {
    test(`what we read in ${what} is what the Collector writes of it`, async () => {
      const sent = await answer(collector.port, { path: `/v1/${signal}`, type: PROTOBUF, body });
      assert.equal(sent.status, 200);
      const all = type as MessageType<object>;
      const read = fromProtobuf(all, body);
      const [id] = /(?<="spanId":")[\da-f]{16}/.exec(JSON.stringify(read))!;
      assert.deepEqual(fromJson(all, await lineWith(signal, id)), read);
    });
  }

  test('damaged protobuf is refused by both, or by neither', async () => {
    const random = new RandomRecords(1);
    for (let round = 0; round < 300; round++) {
      const body = Buffer.from(encodeTraces(random.spans(2)));
      for (let i = random.number(3); i >= 0; i--) body[random.number(body.length)] = random.number(256);
      const theirs = await send(collector.port, { type: PROTOBUF, body });
      const why = await theirs.text();
      const ours = refusal(() => fromProtobuf(TRACES, body));
      // Groups are no part of protobuf 3, and a known field of another wire type is an unknown one.
      if (/wire type [34] /.test(ours ?? '') || /wrong wireType/.test(why)) continue;
      assert.equal(theirs.ok, ours === undefined, `${body.toString('hex')}: ${why}, and ours: ${ours}`);
    }
  });

  test('JSON with a wrong value is refused by both, or by neither', async () => {
    const random = new RandomRecords(2);
    for (let round = 0; round < 300; round++) {
      const shape = fromProtobuf(TRACES, encodeTraces(random.spans(1)));
      const [where, key] = placeIn(shape, random);
      where[key] = '@';
      const wrong = WRONG[random.number(WRONG.length)]!;
      const body = JSON.stringify(shape).replace('"@"', wrong);
      const theirs = await send(collector.port, { type: JSON_TYPE, body });
      const why = await theirs.text();
      const ours = refusal(() => fromJson(TRACES, body));
      // Theirs wants base64 padded.
      if (/illegal base64/.test(why) && key === 'bytesValue') continue;
      assert.equal(theirs.ok, ours === undefined, `${key} is ${wrong}: ${why}, and ours: ${ours}`);
    }
  });

  /** What the Collector wrote of a request: a moment later. */
  async function lineWith(signal: string, id: string): Promise<string> {
    for (const end = performance.now() + 10_000; performance.now() < end; ) {
      const text = await readFile(join(collector.directory, `${signal}.jsonl`), 'utf8').catch(() => '');
      const line = text
        .split('\n')
        .slice(0, -1)
        .find((each) => each.includes(id));
      if (line !== undefined) return line;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`the Collector has not written of ${id}\n${collector.output()}`);
  }
});

/** But null, which ours takes for nothing as protobuf's JSON has it, and 1e3, which is a whole number there. */
const WRONG = [
  'true',
  '5',
  '-1',
  '"x"',
  '""',
  '[]',
  '{}',
  '1.5',
  '"5"',
  '"NaN"',
  '18446744073709551616',
  '"1700000000123456789"',
];

type Fields = Record<string, unknown>;

/** Any field of anything in it. */
function placeIn(shape: object, random: RandomRecords): [Fields, string] {
  const places: [Fields, string][] = [];
  const walk = (value: Fields) => {
    for (const [key, inner] of Object.entries(value)) {
      places.push([value, key]);
      if (typeof inner === 'object' && inner !== null) walk(inner as Fields);
    }
  };
  walk(shape as Fields);
  return places[random.number(places.length)]!;
}

function refusal(read: () => void): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
