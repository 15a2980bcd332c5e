/** What `GET /api/v2/traces` asks for, and whether a trace is that. */

import { numberParameter, plainNumber, ZipkinRequestError } from './parameters.ts';
import type { ShownSpan } from './shown-span.ts';

export interface TraceSearch {
  /** Its spans must satisfy the rest, each part one of them. In lower case, as are the other names. */
  serviceName: string | undefined;
  remoteServiceName: string | undefined;
  spanName: string | undefined;
  /** Tags by name; with an empty value that it is there at all, or an annotation of that text. */
  annotations: ReadonlyMap<string, string>;
  /** Microseconds. */
  minDuration: number | undefined;
  maxDuration: number | undefined;
  /** Milliseconds since the epoch, both inclusive. */
  from: number;
  to: number;
  limit: number;
}

export const DAY = 86_400_000;

/** @throws ZipkinRequestError */
export function traceSearch(query: URLSearchParams): TraceSearch {
  const [minDuration, maxDuration] = [
    numberParameter(query, 'minDuration'),
    numberParameter(query, 'maxDuration'),
  ];
  const endTs = numberParameter(query, 'endTs') ?? Date.now();
  const lookback = numberParameter(query, 'lookback') ?? DAY;
  const limit = query.has('limit') ? plainNumber(query, 'limit', 32) : 10;
  checkPositive({ endTs, limit, lookback });
  checkDurations(minDuration, maxDuration);
  const spanName = nameParameter(query, 'spanName');
  return {
    serviceName: nameParameter(query, 'serviceName'),
    remoteServiceName: nameParameter(query, 'remoteServiceName'),
    spanName: spanName === 'all' ? undefined : spanName,
    annotations: annotationQuery(query.get('annotationQuery') ?? ''),
    minDuration,
    maxDuration,
    from: endTs - lookback,
    to: endTs,
    limit,
  };
}

export function checkPositive(numbers: Record<string, number>): void {
  for (const [name, number] of Object.entries(numbers))
    if (number <= 0) throw new ZipkinRequestError(`${name} <= 0`);
}

function checkDurations(min: number | undefined, max: number | undefined): void {
  if (min === undefined && max !== undefined)
    throw new ZipkinRequestError('maxDuration is only valid with minDuration');
  if (min !== undefined) checkPositive({ minDuration: min });
  if (min !== undefined && max !== undefined && max < min)
    throw new ZipkinRequestError('maxDuration < minDuration');
}

const nameParameter = (query: URLSearchParams, name: string) => query.get(name)?.toLowerCase() || undefined;

/** `http.path=/foo and error`. A tag with a value counts for more than its name alone. */
function annotationQuery(text: string): Map<string, string> {
  const wanted = new Map<string, string>();
  if (text === '') return wanted;
  for (const part of text.split(' and ')) {
    const at = part.indexOf('=');
    const name = (at < 0 ? part : part.slice(0, at)).trim();
    if (at >= 0) wanted.set(name, part.slice(at + 1).trim());
    else if (!wanted.has(name)) wanted.set(name, '');
  }
  return wanted;
}

/** @param trace in the order in which it is shown */
export function searchHolds(search: TraceSearch, trace: readonly ShownSpan[]): boolean {
  const start = startOf(trace);
  if (start === 0 || start < search.from * 1000 || start > search.to * 1000) return false;
  const { serviceName, remoteServiceName, spanName } = search;
  const spans = trace.filter(
    ({ localEndpoint }) => serviceName === undefined || localEndpoint?.serviceName === serviceName,
  );
  const some = <T>(wanted: T | undefined, of: (span: ShownSpan) => T | undefined) =>
    wanted === undefined || spans.some((span) => of(span) === wanted);
  return (
    spans.length > 0 &&
    some(remoteServiceName, ({ remoteEndpoint }) => remoteEndpoint?.serviceName) &&
    some(spanName, ({ name }) => name) &&
    [...search.annotations].every(([name, value]) => spans.some((span) => says(span, name, value))) &&
    spans.some((span) => lasts(span, search))
  );
}

/** Of the root, or the first of all. */
function startOf(trace: readonly ShownSpan[]): number {
  const timed = trace.filter(({ timestamp }) => timestamp !== undefined);
  const root = timed.find(({ parentId }) => parentId === undefined);
  const times = timed.map(({ timestamp = 0 }) => timestamp);
  return root?.timestamp ?? times.reduce((one, other) => Math.min(one, other), times[0] ?? 0);
}

function says({ tags = {}, annotations = [] }: ShownSpan, name: string, value: string): boolean {
  if (Object.hasOwn(tags, name) && (value === '' || tags[name] === value)) return true;
  return value === '' && annotations.some((annotation) => annotation.value === name);
}

function lasts({ duration = 0 }: ShownSpan, { minDuration, maxDuration }: TraceSearch): boolean {
  return (
    (minDuration === undefined || duration >= minDuration) &&
    (maxDuration === undefined || duration <= maxDuration)
  );
}
