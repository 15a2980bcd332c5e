/** What of ours a response carries. All of it is decided when the head is about to be written; RATIONALE.md has the reasons. */
import { isSpanContextValid } from '@opentelemetry/api';
import { formatTraceparent, serviceNameValue } from '@waymark/propagation';
import { clock } from '@waymark/tracing';
import type { HttpOptions } from './options.ts';
import type { Served } from './served.ts';

/** Which headers responses carry; each gives way to one that the application set. */
export interface ResponseHeaders {
  /** `X-Request-ID`, where there are request ids. @default true */
  readonly requestId?: boolean | undefined;
  /**
   * `Server-Timing: traceparent;desc="00-..."`, the SERVER span's, and `Access-Control-Expose-Headers: Server-Timing`, so that
   * scripts of another origin may read it. @default false
   */
  readonly trace?: boolean | undefined;
  /** `X-Response-Time: 12.3ms` and `Server-Timing: total;dur=12.3`: milliseconds until the head is written. @default false */
  readonly time?: boolean | undefined;
  /** Sent as `X-Service-Name`, if it is visible ASCII of at most 255 characters. @default not sent */
  readonly serviceName?: string | undefined;
}

/** What is known of a request when it is answered. */
export type Answered = Pick<Served, 'responseId' | 'rpc' | 'startedAt' | 'answerMillis'>;

/** A header of ours. */
export interface OwnHeader {
  /** As HTTP/1 writes it. */
  readonly name: string;
  readonly lowerCase: string;
  /** In lower case, another header of ours that this one is of no use without. */
  readonly needs?: string;
  /** `undefined` where there is nothing to say. */
  valueFor(served: Answered): string | undefined;
}

/** None where there is nothing to send: then no head is looked at. */
export function ownHeaders(
  { requestId = true, trace = false, time = false, serviceName }: ResponseHeaders = {},
  requestIds: boolean,
): readonly OwnHeader[] {
  const service = serviceNameValue(serviceName);
  return [
    ...(requestId && requestIds ? [REQUEST_ID] : []),
    ...(trace || time ? [serverTiming(trace, time)] : []),
    ...(trace ? [EXPOSED] : []),
    ...(time ? [RESPONSE_TIME] : []),
    ...(service === undefined ? [] : [header('X-Service-Name', () => service)]),
  ];
}

/** Where a request begins: for those who are told how long it took. */
export function startResponseTime(served: Served, { responseHeaders }: HttpOptions): void {
  if (responseHeaders?.time) served.startedAt = clock.monotonic();
}

/** Those of `own` that stay when the application sends a header `name`, in any spelling: in nearly all cases these very ones. */
export function besides(own: readonly OwnHeader[], name: unknown): readonly OwnHeader[] {
  if (typeof name !== 'string') return own;
  for (const { lowerCase } of own) {
    if (name.length === lowerCase.length && name.toLowerCase() === lowerCase) return without(own, lowerCase);
  }
  return own;
}

export function without(own: readonly OwnHeader[], name: string): readonly OwnHeader[] {
  return own.filter(({ lowerCase, needs }) => lowerCase !== name && needs !== name);
}

function header(name: string, valueFor: OwnHeader['valueFor'], needs?: string): OwnHeader {
  return { name, lowerCase: name.toLowerCase(), ...(needs === undefined ? {} : { needs }), valueFor };
}

const REQUEST_ID = header('X-Request-ID', ({ responseId }) => responseId);
const RESPONSE_TIME = header('X-Response-Time', (served) => `${millisOf(served)}ms`);
/** Without our timing there is nothing to expose: what the application measures is shown to whom it says. */
const EXPOSED = header(
  'Access-Control-Expose-Headers',
  (served) => (traceOf(served) === undefined ? undefined : 'Server-Timing'),
  'server-timing',
);

/** One header for both: some readers take the first alone. */
function serverTiming(trace: boolean, time: boolean): OwnHeader {
  const total = (served: Answered) => `total;dur=${millisOf(served)}`;
  if (!trace) return header('Server-Timing', total);
  if (!time) return header('Server-Timing', traceOf);
  return header('Server-Timing', (served) => {
    const of = traceOf(served);
    return of === undefined ? total(served) : `${of}, ${total(served)}`;
  });
}

/** Nothing of a request without a span of its own, which is ignored or only passed on. */
function traceOf({ rpc }: Answered): string | undefined {
  const spanContext = rpc?.span.spanContext();
  if (spanContext === undefined || spanContext.isRemote || !isSpanContextValid(spanContext)) return undefined;
  return `traceparent;desc="${formatTraceparent(spanContext)}"`;
}

/** To the tenth; the same for both headers. */
function millisOf(served: Answered): string {
  served.answerMillis ??= (clock.monotonic() - served.startedAt).toFixed(1);
  return served.answerMillis;
}
