/** Log records as the body of a `_bulk` request: for each a line that says what to do, and its document in the next. */

import { randomBytes } from 'node:crypto';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { ecsDocument } from '../ecs/ecs-document.ts';

const NEWLINE = 0x0a;
const ID_BYTES = 12;

/**
 * What writes such bodies. Only `create` is allowed in a data stream, and with an id of ours a document that is sent a second
 * time, because the answer got lost, is known there and refused: RATIONALE.md, "Why does each document bring an id?"
 */
export function bulkSerializer(): (records: readonly ReadableLogRecord[]) => Buffer {
  // Alike at their beginning, as Lucene likes its ids: it finds those of one process together.
  const prefix = randomBytes(ID_BYTES).toString('base64url');
  let count = 0;
  return (records) => {
    let body = '';
    for (const record of records) {
      const id = prefix + (count++).toString(36);
      body += `{"create":{"_id":"${id}"}}\n${JSON.stringify(ecsDocument(record))}\n`;
    }
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
