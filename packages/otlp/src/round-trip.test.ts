import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeLogs } from './decoding/logs.ts';
import { decodeTraces } from './decoding/traces.ts';
import { encodeLogs, encodeTraces } from './encode.ts';
import { type Message, readLogs, readTraces } from './oracle/otlp-messages.ts';
import { RandomRecords } from './oracle/random-records.ts';

describe('our decoder reads what an independent one reads', () => {
  for (let seed = 100; seed < 120; seed++) {
    it(`in 25 random spans of seed ${seed}`, () => {
      const body = encodeTraces(new RandomRecords(seed).spans(25));
      assert.deepEqual(withHexBytes(decodeTraces(body)), bare(readTraces(body)['resourceSpans']));
    });

    it(`in 25 random log records of seed ${seed}`, () => {
      const body = encodeLogs(new RandomRecords(seed).logRecords(25));
      assert.deepEqual(withHexBytes(decodeLogs(body)), bare(readLogs(body)['resourceLogs']));
    });
  }
});

/** The oracle's messages in our form: attributes as maps, values without their wrapper. */
function bare(value: unknown, field = ''): unknown {
  if (field === 'attributes') return bareMap(value as Message[]);
  if (field === 'body') return value === null ? undefined : bareValue(value as Message);
  if (Array.isArray(value)) return value.map((item) => bare(item));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, bare(inner, key)]));
}

function bareMap(pairs: Message[]): unknown {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, bareValue(value as Message)]));
}

function bareValue(value: Message): unknown {
  const [[kind, content] = []] = Object.entries(value);
  if (kind === undefined) return null;
  if (kind === 'intValue') return Number.isSafeInteger(Number(content)) ? Number(content) : content;
  if (kind === 'arrayValue') return (content as { values: Message[] }).values.map(bareValue);
  if (kind === 'kvlistValue') return bareMap((content as { values: Message[] }).values);
  return content;
}

/** Our decoder gives byte arrays, the oracle hex. */
function withHexBytes(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(withHexBytes);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withHexBytes(inner)]));
}
