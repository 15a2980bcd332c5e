/** Log records as lines of JSON, as Logstash's codec `json_lines` reads them: each an ECS document, and a line feed. */

import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { ecsDocument } from '../ecs/ecs-document.ts';

/**
 * Longest line, in bytes of UTF-8. Receivers cut longer ones in two or close the connection: Logstash has 20 MB for one by itself,
 * the Collector 1 MiB.
 */
export const LONGEST_LINE = 1024 * 1024 - 1;

/** Never throws for a record that `ecsDocument` takes, and no line is longer than {@link LONGEST_LINE}. */
export function jsonLines(records: readonly ReadableLogRecord[]): Buffer {
  return Buffer.from(records.map((record) => `${line(ecsDocument(record))}\n`).join(''));
}

/** A line feed within a text is `\n` in JSON, and half a surrogate pair `\ud83d`: nothing else has to be looked at. */
function line(document: Document): string {
  const json = JSON.stringify(document);
  return isTooLong(json) ? cutLine(document) : json;
}

type Document = Record<string, unknown>;

function isTooLong(json: string): boolean {
  // A code unit is three bytes at most.
  return json.length * 3 > LONGEST_LINE && Buffer.byteLength(json) > LONGEST_LINE;
}

const LONGEST_TEXTS = [64 * 1024, 8 * 1024, 512];

/** Long texts lose their ends. Where that does not do, it is a record of very many fields, of which those are kept that identify it. */
function cutLine(document: Document): string {
  for (const longest of LONGEST_TEXTS) {
    const json = JSON.stringify(document, (_, value: unknown) => cut(value, longest));
    if (!isTooLong(json)) return json;
  }
  const { '@timestamp': time, message, log, trace, span, ecs } = document;
  return JSON.stringify({ '@timestamp': time, message, log, trace, span, ecs }, (_, value: unknown) =>
    cut(value, 512),
  );
}

function cut(value: unknown, longest: number): unknown {
  if (typeof value !== 'string' || value.length <= longest) return value;
  return `${value.slice(0, longest).toWellFormed()}... [cut, of ${value.length} characters]`;
}
