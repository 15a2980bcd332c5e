import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { encodeLogs, encodeTraces } from './encode.ts';
import { encodeMetrics, encodeMetricsInTurns } from './encode-metrics.ts';
import { readLogs, readMetrics, readTraces } from './oracle/otlp-messages.ts';
import { RandomRecords } from './oracle/random-records.ts';

const SEEDS = Array.from({ length: 40 }, (_, seed) => seed);

describe('our bytes mean what upstream serialises', () => {
  for (const seed of SEEDS) {
    it(`for 25 random spans of seed ${seed}`, () => {
      const spans = new RandomRecords(seed).spans(25);
      assert.deepEqual(
        readTraces(encodeTraces(spans)),
        readTraces(ProtobufTraceSerializer.serializeRequest(spans)!),
      );
    });

    it(`for random metrics of seed ${seed}, in one go and in turns`, async () => {
      const metrics = new RandomRecords(seed).metrics(8);
      assert.deepEqual(await encodeMetricsInTurns(metrics), encodeMetrics(metrics));
      assert.deepEqual(
        readMetrics(encodeMetrics(metrics)),
        readMetrics(ProtobufMetricsSerializer.serializeRequest(metrics)!),
      );
    });

    it(`for 25 random log records of seed ${seed}`, () => {
      const records = new RandomRecords(seed).logRecords(25);
      assert.deepEqual(
        readLogs(encodeLogs(records)),
        readLogs(ProtobufLogsSerializer.serializeRequest(records)!),
      );
    });
  }
});
