/** What is remembered of earlier spans must never show in a later one: spans that resemble each other, in any order. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Attributes, HrTime } from '@opentelemetry/api';
import { ProtobufLogsSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { encodeLogs, encodeTraces } from './encode.ts';
import type { SharedAttributes } from './kept-span.ts';
import { readLogs, readTraces } from './oracle/otlp-messages.ts';
import { plainTraces } from './oracle/plain-records.ts';
import { RandomRecords } from './oracle/random-records.ts';
import { kept, logRecord, span } from './oracle/records.ts';

/** Each key with the few values that it may have; `undefined` is also how a span lacks it. */
const USUAL: [string, unknown[]][] = [
  ['http.request.method', ['GET', 'GET', 'GET', 'POST']],
  ['url.scheme', ['http']],
  ['l'.repeat(200), [undefined, undefined, 'long key']],
  ['url.path', ['/', '/a', '/é', 'x'.repeat(300)]],
  ['server.port', [80, 80, 80, '80', 8080.5]],
  ['same', [true, true, 1, '1']],
  ['tags', [undefined, ['a'], ['b']]],
  ['client.address', ['127.0.0.1', '127.0.0.1', undefined]],
  ['zero', [0, -0, NaN]],
  ['user_agent.original', ['Mozilla/5.0 (X11; Linux x86_64)', 'Mozilla/5.0 (X11; Linux x86_64)', 'curl']],
  ['http.response.status_code', [200, 200, 200, 404]],
];

function attributes(random: RandomRecords, usual = USUAL): Attributes {
  const chosen = usual.map(([key, values]) => [key, values[random.number(values.length)]] as const);
  return Object.fromEntries(chosen.filter(([, value]) => value !== undefined || random.number(2) === 0));
}

/** Each with the one value that it ever has: where one is missing, the path branches. */
const CONSTANT: [string, unknown[]][] = [
  ['queue', ['jobs', undefined]],
  ['retry', [true, undefined]],
  ['cache.hit', [true, undefined]],
  ['attempts', [3, undefined]],
];

const given = (attributes: Attributes) =>
  Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));

describe('records that resemble each other mean what upstream serialises', () => {
  for (let seed = 0; seed < 20; seed++) {
    it(`with attributes of their own, seed ${seed}`, () => {
      const random = new RandomRecords(seed);
      const spans = Array.from({ length: 200 }, () =>
        span({ attributes: attributes(random), kind: random.number(5) }),
      );
      const upstreams = spans.map((each) => ({ ...each, attributes: given(each.attributes) }));
      assert.deepEqual(
        readTraces(encodeTraces(spans)),
        readTraces(ProtobufTraceSerializer.serializeRequest(upstreams)!),
      );
    });

    it(`as log records, seed ${seed}`, () => {
      const random = new RandomRecords(seed);
      const records = Array.from({ length: 100 }, () => logRecord({ attributes: attributes(random) }));
      const upstreams = records.map((each) => ({
        ...each,
        attributes: given(each.attributes as Attributes),
      }));
      assert.deepEqual(
        readLogs(encodeLogs(records)),
        readLogs(ProtobufLogsSerializer.serializeRequest(upstreams as typeof records)!),
      );
    });

    it(`with shared attributes, seed ${seed}`, () => {
      const random = new RandomRecords(seed);
      const shareable = (usual: typeof USUAL): SharedAttributes[] =>
        Array.from({ length: 3 }, () => ({ values: attributes(random, usual), encoded: undefined }));
      const [shared, alsoShared] = [shareable(USUAL.slice(0, 4)), shareable(USUAL.slice(4, 7))];
      const spans = Array.from({ length: 100 }, () => {
        const [one, other] = [shared[random.number(4)], alsoShared[random.number(4)]];
        const own = attributes(random, USUAL.slice(7));
        const all = given({ ...one?.values, ...other?.values, ...own });
        const time: HrTime = [17, 5000];
        const whole = span({ attributes: all, startTime: time, endTime: time });
        return { whole, kept: kept(whole, one, other) };
      });
      assert.deepEqual(
        readTraces(encodeTraces(spans.map((each) => each.kept))),
        readTraces(ProtobufTraceSerializer.serializeRequest(spans.map(({ whole }) => whole))!),
      );
    });
  }
});

describe('records whose values never change, but of which each has other keys, mean what upstream serialises', () => {
  for (let seed = 0; seed < 20; seed++) {
    it(`as spans, seed ${seed}`, () => {
      const random = new RandomRecords(seed);
      const spans = Array.from({ length: 200 }, () =>
        span({ attributes: given(attributes(random, CONSTANT)) }),
      );
      assert.deepEqual(
        readTraces(encodeTraces(spans)),
        readTraces(ProtobufTraceSerializer.serializeRequest(spans)!),
      );
    });

    it(`as log records, seed ${seed}`, () => {
      const random = new RandomRecords(seed);
      const records = Array.from({ length: 200 }, () =>
        logRecord({ attributes: given(attributes(random, CONSTANT)) }),
      );
      assert.deepEqual(
        readLogs(encodeLogs(records)),
        readLogs(ProtobufLogsSerializer.serializeRequest(records)!),
      );
    });
  }
});

describe('what is remembered', () => {
  it('of a run is not taken for another that begins alike, and is as long and as old', () => {
    const hit = { queue: 'jobs', 'cache.hit': true };
    const retry = { queue: 'jobs', retry: true };
    const sequence = [hit, retry, retry, retry, hit];
    const bytes = encodeTraces(sequence.map((attributes) => span({ attributes })));
    const decoded = plainTraces(bytes)[0]!.scopeSpans[0]!.spans;
    assert.deepEqual(
      decoded.map(({ attributes }) => ({ ...attributes })),
      sequence,
    );
  });

  it('does not change what an array holds now', () => {
    const tags = ['a'];
    const first = span({ attributes: { tags } });
    const second = span({
      get attributes() {
        tags[0] = 'b';
        return { tags };
      },
    });
    const [group] = readTraces(encodeTraces([first, first, first, second]))['resourceSpans'] as never[];
    assert.match(
      JSON.stringify(group, (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
      /"b"/,
    );
  });

  it('takes keys that somebody added to all objects for nobody’s attributes', () => {
    const spans = [span({ attributes: { a: 1 } }), span({ attributes: { a: 1 } })];
    const before = readTraces(encodeTraces(spans));
    Object.defineProperty(Object.prototype, 'polluted', { value: 1, enumerable: true, configurable: true });
    try {
      assert.deepEqual(readTraces(encodeTraces(spans)), before);
    } finally {
      delete (Object.prototype as { polluted?: number }).polluted;
    }
  });
});
