/** Log records as lines of JSON, as Logstash's codec `json_lines` reads them: each an ECS document, and a line feed. */

import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { documentIds } from '../ecs/document-ids.ts';
import { ecsDocument } from '../ecs/ecs-document.ts';

/**
 * Longest line, in bytes of UTF-8, its end included. Receivers cut longer ones in two, or drop them: the Collector from here on,
 * rsyslog and syslog-ng wherever they are told to.
 */
export const LONGEST_LINE = 1024 * 1024;

type Document = Record<string, unknown>;

/** What writes them: with an `event.id`, by which a store knows a line that was sent twice. No line is longer than {@link LONGEST_LINE}. */
export function lineSerializer(): (records: readonly ReadableLogRecord[]) => Buffer {
  const nextId = documentIds();
  return (records) =>
    Buffer.from(records.map((record) => `${line(withId(ecsDocument(record), nextId()))}\n`).join(''));
}

function withId(document: Document, id: string): Document {
  document.event = { ...(document.event as object | undefined), id };
  return document;
}

/** A line feed within a text is `\n` in JSON: there is nothing else that could break a line. */
function line(document: Document): string {
  const json = JSON.stringify(document);
  return isTooLong(json) ? cutLine(document) : json;
}

function isTooLong(json: string): boolean {
  // A code unit is three bytes at most.
  return json.length * 3 >= LONGEST_LINE && Buffer.byteLength(json) >= LONGEST_LINE;
}

/** In characters: the first that does is taken. */
const LONGEST_TEXTS = [64 * 1024, 8 * 1024, 512];

/** Long texts lose their ends. Where that does not do, it is a record of very many fields: those are kept that say which it is. */
function cutLine(document: Document): string {
  for (const longest of LONGEST_TEXTS) {
    const json = JSON.stringify(document, (_, value: unknown) => cut(value, longest));
    if (!isTooLong(json)) return json;
  }
  const { '@timestamp': time, message, log, event, trace, span, ecs } = document;
  const few = { '@timestamp': time, message, log, event, trace, span, ecs };
  return JSON.stringify(few, (_, value: unknown) => cut(value, 512));
}

function cut(value: unknown, longest: number): unknown {
  if (typeof value !== 'string' || value.length <= longest) return value;
  return `${value.slice(0, longest).toWellFormed()}... [cut, of ${value.length} characters]`;
}
