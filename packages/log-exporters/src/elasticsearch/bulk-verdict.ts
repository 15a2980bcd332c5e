/** What an answer of `_bulk` means for the batch that was sent. */

import {
  type Answer,
  type Batch,
  notNow,
  type Outcome,
  plainBody,
  printable,
  retryAfterMs,
  type Verdict,
  verdictOf,
  verdictOfError,
} from '@waymark/delivery';
import { type BulkItem, bulkItems, errorType, isForLater, isTaken } from './bulk-answer.ts';
import { bulkRecords } from './bulk-body.ts';

/** There is a document of this id already: an earlier attempt of ours was taken, and its answer got lost. */
const KNOWN = 409;

export function bulkVerdict(outcome: Outcome, batch: Batch): Verdict {
  if (outcome instanceof Error) return verdictOfError(outcome);
  if (!isTaken(outcome)) return refusal(outcome);
  const items = bulkItems(outcome.body);
  // A page of a proxy, or of whatever else listens there: nothing was taken.
  if (items?.length !== batch.records) return notNow('an answer that is not one of _bulk');
  return ofItems(items, batch, retryAfterMs(outcome.retryAfter));
}

/** As OTLP has it, which retries the same codes; with the name of the error, which the words about it may quote a user in. */
function refusal(answer: Answer): Verdict {
  const message = printable(errorType(answer.body));
  const body = Buffer.from(JSON.stringify({ message }));
  return verdictOf({ ...answer, contentType: 'application/json', body }, false);
}

function ofItems(items: readonly BulkItem[], batch: Batch, afterMs: number | undefined): Verdict {
  const again = items.filter(isForLater);
  const rejected = items.filter((item) => !isForLater(item) && !isThere(item));
  if (again.length === 0) return { kind: 'delivered', rejected: rejected.length, message: whyOf(rejected) };
  if (again.length === items.length) return notNow(whyOf(again), afterMs);
  return {
    kind: 'some',
    delivered: items.length - again.length - rejected.length,
    rejected: rejected.length,
    why: whyOf(rejected.length > 0 ? rejected : again),
    again: { body: recordsOf(batch, (index) => isForLater(items[index]!)), records: again.length },
    ...(afterMs === undefined ? {} : { afterMs }),
  };
}

function isThere(item: BulkItem): boolean {
  return isTaken(item) || item.status === KNOWN;
}

function recordsOf(batch: Batch, isWanted: (index: number) => boolean): Buffer {
  return Buffer.concat(bulkRecords(plainBody(batch)).filter((_, index) => isWanted(index)));
}

/** Of the first, as all are for one reason in most cases. */
function whyOf([item]: readonly BulkItem[]): string {
  if (item === undefined) return '';
  const { status, type, reason } = item;
  // The field and its type are of the index; the rest of the reason shows the value that did not fit.
  const [field] = /failed to parse field \[[\w.@-]+\] of type \[\w+\]/.exec(reason) ?? [];
  return printable([type || `status ${status}`, ...(field === undefined ? [] : [field])].join(', '));
}
