/**
 * What a request id is, and which one a context has.
 *
 * An inbound id that passed validation wins. Without one the id *is* the trace id: nothing is stored, every
 * service of a trace derives the same id, and it can be pasted into the search of a tracing backend.
 */
import { type Context, INVALID_TRACEID, isValidTraceId, trace } from '@opentelemetry/api';
import { asUuid, asUuidV7, requestIdFormat } from './format.ts';

/** How an inbound id is kept in a context. */
export interface InboundRequestId {
  value: string;
  source: 'inbound';
}

/** The longest id that is accepted unless a propagator is told otherwise, and the most that it can be told. */
export const DEFAULT_MAX_LENGTH = 128;
export const GREATEST_MAX_LENGTH = 255;

/** Where a context keeps its inbound id; the same for every copy of this package in a process. */
export const REQUEST_ID_KEY: symbol = Symbol.for('waymark.request-id.v1');

/**
 * UUIDs, hex, base64, Heroku's, HAProxy's and Kong's ids pass. Spaces, commas (joined duplicates), quotes, markup
 * and control characters do not: an id goes into logs, headers and pages.
 */
const VALID_ID = /^[A-Za-z0-9][A-Za-z0-9._~+/=:#@-]*$/;

/**
 * The id if it is valid, `undefined` for everything else. Never throws; linear in the length, which is looked at
 * first. A list of one, as some carriers return, is as good as its item.
 *
 * @param maxLength Characters, at most 255. @default 128
 */
export function parseRequestId(raw: unknown, maxLength: number = DEFAULT_MAX_LENGTH): string | undefined {
  const value = Array.isArray(raw) && raw.length === 1 ? raw[0] : raw;
  if (typeof value !== 'string') return undefined;
  // A limit that is no number lets nothing through.
  const isShort = value.length <= Math.min(maxLength, GREATEST_MAX_LENGTH);
  return isShort && VALID_ID.test(value) ? value : undefined;
}

/**
 * The request id of a context: inbound, or else derived; `undefined` without either a request or a trace.
 *
 * @param validTraceId The trace id of the context, by whoever knows it and that it is valid.
 */
export function requestIdOf(context: Context, validTraceId?: string): string | undefined {
  return inboundRequestId(context) ?? derivedRequestId(context, validTraceId);
}

/**
 * The id in a header, also when it is not trusted, and is then not in the context.
 *
 * @param inbound The one in the context into which the header was extracted: it need not be checked again.
 */
export function arrivedRequestId(header: unknown, inbound: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  return inbound === header ? inbound : parseRequestId(header);
}

/** The id that came with the request, if one did. */
export function inboundRequestId(context: Context): string | undefined {
  const stored = context.getValue(REQUEST_ID_KEY) as Partial<InboundRequestId> | undefined;
  if (stored === undefined) return undefined;
  // Another version may have stored it, or the app: what leaves here is always valid.
  return stored instanceof Checked ? stored.value : parseRequestId(stored?.value, GREATEST_MAX_LENGTH);
}

/** One that was found valid by this copy of the package, and is not checked again. */
class Checked implements InboundRequestId {
  readonly value: string;
  readonly source = 'inbound';

  constructor(value: string) {
    this.value = value;
  }
}

/** {@link withRequestId} of an id that {@link parseRequestId} has returned. */
export function withCheckedRequestId(context: Context, value: string): Context {
  return context.setValue(REQUEST_ID_KEY, new Checked(value));
}

/** Keeps a valid id in a context, as an inbound one. */
export function withRequestId(context: Context, value: string): Context {
  const inbound: InboundRequestId = { value, source: 'inbound' };
  return context.setValue(REQUEST_ID_KEY, inbound);
}

/**
 * The id of a context that has no inbound one.
 *
 * @param knownTraceId Its trace id, from whoever knows that it is one, or all zeros.
 */
export function derivedRequestId(context: Context, knownTraceId?: string): string | undefined {
  const traceId = knownTraceId ?? traceIdOf(context);
  if (traceId === undefined || traceId === INVALID_TRACEID) return undefined;
  const format = requestIdFormat();
  if (format === 'trace-id') return traceId;
  if (format === 'uuid') return asUuid(traceId);
  if (format === 'uuidv7') return asUuidV7(traceId);
  return called(format, context) ?? traceId;
}

function traceIdOf(context: Context): string | undefined {
  const traceId = trace.getSpanContext(context)?.traceId;
  return traceId !== undefined && isValidTraceId(traceId) ? traceId : undefined;
}

let isCalling = false;

/** A function that logs, or asks for the id itself, asks for what it is about to say: that has the trace id. */
function called(format: (context: Context) => string | undefined, context: Context): string | undefined {
  if (isCalling) return undefined;
  isCalling = true;
  try {
    const id: unknown = format(context);
    // An async function is no use here, and what it rejects with would end the process.
    if (id instanceof Promise) id.catch(() => {});
    return parseRequestId(id, GREATEST_MAX_LENGTH);
  } catch {
    return undefined;
  } finally {
    isCalling = false;
  }
}
