/** The shape of ids that are derived from a trace, and where all copies of this package look it up. */
import type { Context } from '@opentelemetry/api';

/**
 * `trace-id` is the trace id as it is, `uuid` the same with dashes. `uuidv7` sets version and variant over its digits, too:
 * of a trace that began as a UUID of version 7 (`UuidV7IdGenerator` of `@waymark/tracing`) these stand there already, so
 * that the id is again the trace id with dashes. A function must return the same valid id for the same trace, in each
 * process of it if they are to agree; where it throws or returns anything else, the trace id stands in.
 */
export type RequestIdFormat = NamedRequestIdFormat | ((context: Context) => string | undefined);
export type NamedRequestIdFormat = 'trace-id' | 'uuid' | 'uuidv7';

/** What copies of this package must agree on, beside the key of the context. */
const SHARED: symbol = Symbol.for('waymark.propagation.v1');

interface Shared {
  format: RequestIdFormat;
}

/**
 * Sets the shape of derived ids for the whole process, other copies of this package included. @default 'trace-id'
 *
 * @returns takes it back: the shape is again the one from before, unless somebody has set another one since
 */
export function setRequestIdFormat(format: RequestIdFormat): () => void {
  const holder = shared();
  const before = holder.format;
  holder.format = format;
  return () => {
    if (holder.format === format) holder.format = before;
  };
}

export function requestIdFormat(): RequestIdFormat {
  return shared().format;
}

function shared(): Shared {
  const holder = globalThis as unknown as Record<symbol, Shared | undefined>;
  holder[SHARED] ??= { format: 'trace-id' };
  return holder[SHARED];
}

/** 32 digits, with dashes. */
export function asUuid(traceId: string): string {
  return `${traceId.slice(0, 8)}-${traceId.slice(8, 12)}-${traceId.slice(12, 16)}-${traceId.slice(16, 20)}-${traceId.slice(20)}`;
}

/** The variant of RFC 9562 in place of the first two bits of a digit. */
const VARIANT = '89ab';

/** The same with version and variant of RFC 9562, section 5.7; the other 122 bits stay. */
export function asUuidV7(traceId: string): string {
  const variant = VARIANT[Number.parseInt(traceId[16]!, 16) & 3];
  return `${traceId.slice(0, 8)}-${traceId.slice(8, 12)}-7${traceId.slice(13, 16)}-${variant}${traceId.slice(17, 20)}-${traceId.slice(20)}`;
}
