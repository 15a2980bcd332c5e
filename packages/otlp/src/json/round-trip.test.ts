import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeLogs, encodeTraces } from '../encode.ts';
import { encodeMetrics } from '../encode-metrics.ts';
import { readShape, rewritten } from '../oracle/otlp-messages.ts';
import { RandomRecords } from '../oracle/random-records.ts';
import { randomShape } from '../oracle/random-shapes.ts';
import { fromJson } from './from-json.ts';
import { fromProtobuf } from './from-protobuf.ts';
import { emptyOf, type MessageType } from './message-type.ts';
import { METRICS } from './metrics-messages.ts';
import * as messages from './otlp-messages.ts';
import { LOGS, TRACES } from './otlp-messages.ts';
import { toProtobuf } from './to-protobuf.ts';

interface Requests<T extends object> {
  type: MessageType<T>;
  name: 'TraceRequest' | 'LogsRequest' | 'MetricsRequest';
  body: (seed: number) => Uint8Array;
}

const TRACE_REQUESTS: Requests<object> = {
  type: TRACES as MessageType<object>,
  name: 'TraceRequest',
  body: (seed) => encodeTraces(new RandomRecords(seed).spans(25)),
};
const LOG_REQUESTS: Requests<object> = {
  type: LOGS as MessageType<object>,
  name: 'LogsRequest',
  body: (seed) => encodeLogs(new RandomRecords(seed).logRecords(25)),
};
const METRICS_REQUESTS: Requests<object> = {
  type: METRICS as MessageType<object>,
  name: 'MetricsRequest',
  body: (seed) => encodeMetrics(new RandomRecords(seed).metrics(3)),
};

describe('random requests', () => {
  for (const { type, name, body } of [TRACE_REQUESTS, LOG_REQUESTS, METRICS_REQUESTS]) {
    for (let seed = 100; seed < 115; seed++) {
      const bytes = body(seed);

      it(`are read as an independent decoder reads them: ${name} of seed ${seed}`, () => {
        assert.deepEqual(fromProtobuf(type, bytes), readShape(name, bytes));
      });

      it(`are written so that an independent decoder reads the same: ${name} of seed ${seed}`, () => {
        assert.deepEqual(
          readShape(name, toProtobuf(type, fromProtobuf(type, bytes))),
          readShape(name, bytes),
        );
      });

      it(`come back from JSON text: ${name} of seed ${seed}`, () => {
        const shape = fromProtobuf(type, bytes);
        assert.deepEqual(fromJson(type, JSON.stringify(shape)), shape);
      });
    }
  }
});

describe('a message with any value in any field', () => {
  for (const { type, name } of [TRACE_REQUESTS, LOG_REQUESTS, METRICS_REQUESTS]) {
    for (let seed = 200; seed < 260; seed++) {
      it(`means to protobufjs what it means to us: ${name} of seed ${seed}`, () => {
        const random = new RandomRecords(seed);
        const shape = randomShape(type, random);
        const bytes = toProtobuf(type, shape);
        assert.deepEqual(readShape(name, bytes), shape);
        assert.deepEqual(fromProtobuf(type, rewritten(name, bytes)), shape);
        assert.deepEqual(fromJson(type, JSON.stringify(shape)), shape);
      });
    }
  }
});

describe('an empty message', () => {
  for (const [name, type] of Object.entries(messages)) {
    if (typeof type === 'number') continue;
    it(`has every field that is not optional: ${name}`, () => {
      assert.deepEqual(type.make(), emptyOf(type.fields));
    });
  }
});
