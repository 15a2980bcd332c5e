/** What `_bulk` says of each document, in the order of the request. */

/** What became of one document. */
export interface BulkItem {
  status: number;
  /** The name of an error in Elasticsearch's code: `document_parsing_exception`. */
  type: string;
  /** Why, in words, which quote the document: never to be shown as they are. */
  reason: string;
}

/**
 * Keeps the answer to a batch of 512 at 13 kB: `filter_path` of the request. `error` and `status` are those of a request that
 * was refused as a whole.
 */
export const ANSWER_FILTER =
  'errors,items.*.status,items.*.error.type,items.*.error.reason,error.type,status';

/** Too many requests, and a server or a shard of it that is not there now. */
const NOT_NOW = new Set([429, 502, 503, 504]);

/** Whether what got that status is to be sent again. */
export function isForLater({ status }: { readonly status: number }): boolean {
  return NOT_NOW.has(status);
}

/** Whether the status, of an answer or of a document in it, is one of success. */
export function isTaken({ status }: { readonly status: number }): boolean {
  return status >= 200 && status < 300;
}

/** Undefined where `body` is no answer of `_bulk`. */
export function bulkItems(body: Buffer): BulkItem[] | undefined {
  const answer = parsed(body) as { errors?: unknown; items?: unknown } | undefined;
  if (typeof answer?.errors !== 'boolean' || !Array.isArray(answer.items)) return undefined;
  const items = answer.items.map(itemOf);
  return items.every((item) => item !== undefined) ? items : undefined;
}

/** The error's name in the answer to a request that was refused as a whole; empty where it says none. */
export function errorType(body: Buffer): string {
  const { error } = (parsed(body) ?? {}) as { error?: { type?: unknown } };
  return textOf(error?.type);
}

/** An answer that says so of the items. */
export function bulkAnswer(items: readonly BulkItem[]): Buffer {
  return Buffer.from(
    JSON.stringify({
      errors: items.some(({ status }) => status >= 300),
      items: items.map(({ status, type, reason }) => ({ create: { status, error: { type, reason } } })),
    }),
  );
}

/** Of `{ "create": { "status": 400, "error": { ... } } }`. Undefined without a status. */
function itemOf(item: unknown): BulkItem | undefined {
  const [result] = Object.values((item ?? {}) as Record<string, unknown>);
  const { status, error } = (result ?? {}) as {
    status?: unknown;
    error?: { type?: unknown; reason?: unknown };
  };
  if (typeof status !== 'number') return undefined;
  return { status, type: textOf(error?.type), reason: textOf(error?.reason) };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function parsed(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
