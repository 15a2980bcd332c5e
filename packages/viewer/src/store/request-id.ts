/**
 * The id of the request that a span or a log record belongs to, from where senders put it: OpenTelemetry's attributes of
 * headers (arrays, by the semantic conventions), ours, and the keys that loggers use, whatever their case and their dashes.
 *
 * One meaning in two readings, of decoded shapes and of bytes: `request-id-bytes.ts` has the other.
 */

import type { OtlpAnyValue, OtlpKeyValue, OtlpLogRecord, OtlpSpan } from '@waymark/otlp';

/** In lower case without separators, the best first. */
const KEYS = [
  'httprequestid',
  'httprequestheaderxrequestid',
  'httpresponseheaderxrequestid',
  'requestid',
  'reqid',
  'xrequestid',
  'correlationid',
  'xcorrelationid',
];

const RANKS = new Map(KEYS.map((key, rank) => [key, rank]));

/** Maps that are looked into, as pino's `req: { id, headers }`. Others may hold ids of other requests: an AWS error does. */
const PARENTS = new Set(['req', 'request', 'http', 'headers', 'context', 'ctx', 'mdc']);

/** Maps in maps that are looked into. */
export const MAX_DEPTH = 4;

/** Members of an array that count: a header that came twice. */
export const MAX_MEMBERS = 8;

/** Longer text is no id, and would only bloat the index. */
const MAX_LENGTH = 512;

/** How good a key is: 0 is the best. Undefined when it names no request id. `parent`: the key of the map that it is in. */
export function requestIdRank(key: string, parent = ''): number | undefined {
  const own = plain(key);
  return RANKS.get(own) ?? (own === 'id' ? RANKS.get(`${plain(parent)}id`) : undefined);
}

/** Whether a map under this key may hold a request id. */
export const mayHoldRequestId = (key: string): boolean => key.length <= 16 && PARENTS.has(plain(key));

/** `X-Request-Id`, `x_request_id` and `xRequestId` are one key. */
const plain = (key: string) => key.toLowerCase().replace(/[-_. ]/g, '');

/** Gathers the ids of one span or log record. */
export class RequestIds {
  /** Distinct, as they came. */
  readonly all: string[] = [];
  /** The one that names the record: of the best key, of several under it the first. */
  best: string | undefined;
  #rank = Infinity;

  /** @param rank of its key, raised for what is in a map or a body: 0 is the best */
  offer(rank: number, text: string): void {
    const id = unwrapped(text);
    if (id === '' || id.length > MAX_LENGTH) return;
    if (rank < this.#rank) [this.best, this.#rank] = [id, rank];
    if (!this.all.includes(id)) this.all.push(id);
  }

  reset(): void {
    this.all.length = 0;
    this.best = undefined;
    this.#rank = Infinity;
  }
}

/** What went through Jaeger's or Zipkin's formats has an array of headers as JSON: `["abc"]`. */
function unwrapped(text: string): string {
  return /^\["([^"\\]*)"[\],]/.exec(text)?.[1] ?? text;
}

/** What a level of maps costs in rank, and what being in a body does. */
export const DEEPER = 10;
export const IN_BODY = 100;

export function spanRequestId(span: OtlpSpan): string | undefined {
  return spanRequestIds(span).best;
}

/** Of the attributes, else of a body that is a map. */
export function logRequestId(record: OtlpLogRecord): string | undefined {
  return logRequestIds(record).best;
}

export function spanRequestIds({ attributes }: OtlpSpan): RequestIds {
  const ids = new RequestIds();
  gather(ids, attributes, 0, '', 0);
  return ids;
}

export function logRequestIds({ attributes, body }: OtlpLogRecord): RequestIds {
  const ids = new RequestIds();
  gather(ids, attributes, 0, '', 0);
  gather(ids, body?.kvlistValue?.values ?? [], IN_BODY, '', 0);
  return ids;
}

function gather(
  ids: RequestIds,
  attributes: readonly OtlpKeyValue[],
  place: number,
  parent: string,
  depth: number,
): void {
  for (const { key, value } of attributes) {
    const rank = requestIdRank(key, parent);
    if (rank !== undefined) for (const text of idTexts(value)) ids.offer(place + rank, text);
    if (value.kvlistValue && depth < MAX_DEPTH && mayHoldRequestId(key)) {
      gather(ids, value.kvlistValue.values, place + DEEPER, key, depth + 1);
    }
  }
}

/** Text or an int, or members of an array that are; anything else is no id. */
function idTexts(value: OtlpAnyValue): string[] {
  const values = value.arrayValue ? value.arrayValue.values.slice(0, MAX_MEMBERS) : [value];
  return values.flatMap(({ stringValue, intValue }) => stringValue ?? intValue ?? []);
}
