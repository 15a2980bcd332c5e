/** OTLP bytes as plain JavaScript values for tests of the encoder: attributes as maps, values without their wrapper. */

import { type Message, readLogs, readTraces } from './otlp-messages.ts';

type Plain = { [key: string]: unknown };

export interface PlainRecord extends Plain {
  name: string;
  attributes: Plain;
  body: unknown;
  traceId: string;
  spanId: string;
}

export interface PlainGroup {
  resource: { attributes: Plain };
  scopeSpans: { scope: Plain & { name: string }; schemaUrl: string; spans: PlainRecord[] }[];
  scopeLogs: { scope: Plain & { name: string }; schemaUrl: string; logRecords: PlainRecord[] }[];
  schemaUrl: string;
}

/** The groups of a trace request. Of a key that comes twice, the last value. */
export const plainTraces = (body: Uint8Array) => plain(readTraces(body)['resourceSpans']) as PlainGroup[];

export const plainLogs = (body: Uint8Array) => plain(readLogs(body)['resourceLogs']) as PlainGroup[];

function plain(value: unknown, field = ''): unknown {
  if (field === 'attributes') return plainMap(value as Message[]);
  if (field === 'body') return value === null ? undefined : plainValue(value as Message);
  if (Array.isArray(value)) return value.map((item) => plain(item));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner, key)]));
}

function plainMap(pairs: Message[]): unknown {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, plainValue(value as Message)]));
}

function plainValue(value: Message): unknown {
  const [[kind, content] = []] = Object.entries(value);
  if (kind === undefined) return null;
  if (kind === 'intValue') return Number.isSafeInteger(Number(content)) ? Number(content) : content;
  if (kind === 'arrayValue') return (content as { values: Message[] }).values.map(plainValue);
  if (kind === 'kvlistValue') return plainMap((content as { values: Message[] }).values);
  return content;
}
