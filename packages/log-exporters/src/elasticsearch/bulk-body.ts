/** Log records as the body of a `_bulk` request: for each a line that says what to do, and its document in the next. */

import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { documentIds } from '../ecs/document-ids.ts';
import { ecsJson } from '../ecs/ecs-document.ts';

const NEWLINE = 0x0a;

/**
 * What writes such bodies. Only `create` is allowed in a data stream, and with an id of ours a document that is sent a second
 * time, because the answer got lost, is known there and refused: RATIONALE.md, "Why does each document bring an id?"
 */
export function bulkSerializer(): (records: readonly ReadableLogRecord[]) => Buffer {
  const nextId = documentIds();
  return (records) => {
    let body = '';
    for (const record of records) body += `{"create":{"_id":"${nextId()}"}}\n${ecsJson(record)}\n`;
    return Buffer.from(body);
  };
}

/** The bytes of each record in such a body, both lines; they share its memory. */
export function bulkRecords(body: Buffer): Buffer[] {
  const records: Buffer[] = [];
  let start = 0;
  while (start < body.length) {
    const action = body.indexOf(NEWLINE, start);
    const document = action === -1 ? -1 : body.indexOf(NEWLINE, action + 1);
    if (document === -1) break;
    records.push(body.subarray(start, document + 1));
    start = document + 1;
  }
  return records;
}
