/** One trace of a hundred thousand spans: four levels, five services, a few errors. */

import { type OtlpSpan, type OtlpTraces, TRACES, toProtobuf } from '@waymark/otlp';
import { spansOf } from './telemetry.ts';

export const LARGE_TRACE = 'c0ffee00000000000000000000000001';
export const LARGE_COUNT = 100_000;

const A_REQUEST = 5000;
const CHILDREN = 46;
const SERVICES = ['shop', 'payments', 'stock', 'mail', 'search'];

/** Sends it. */
export async function sendLargeTrace(url: string): Promise<void> {
  const start = BigInt(Date.now()) * 1_000_000n;
  for (let first = 0; first < LARGE_COUNT; first += A_REQUEST) {
    const body = toProtobuf<OtlpTraces>(TRACES, requestOf(first, start));
    const headers = { 'content-type': 'application/x-protobuf' };
    const response = await fetch(url, { method: 'POST', headers, body: new Uint8Array(body) });
    if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  }
}

function requestOf(first: number, start: bigint): OtlpTraces {
  const request = spansOf((first / A_REQUEST) % SERVICES.length, A_REQUEST);
  for (const { resource, scopeSpans } of request.resourceSpans) {
    resource.attributes[0]!.value = { stringValue: SERVICES[(first / A_REQUEST) % SERVICES.length]! };
    for (const scope of scopeSpans) {
      scope.spans = scope.spans.map((span, at) => placed(span, first + at, start));
    }
  }
  return request;
}

/** As a tree: a span's children come in the time of their parent. */
function placed(span: OtlpSpan, number: number, start: bigint): OtlpSpan {
  const from = BigInt(number) * 10_000n;
  return {
    ...span,
    traceId: LARGE_TRACE,
    spanId: idOf(number),
    parentSpanId: number === 0 ? '' : idOf(Math.floor((number - 1) / CHILDREN)),
    startTimeUnixNano: String(start + from),
    endTimeUnixNano: String(start + (number < LARGE_COUNT / CHILDREN ? 1_100_000_000n : from + 2_000_000n)),
    attributes: span.attributes.slice(0, -1),
  };
}

const idOf = (number: number) => (number + 1).toString(16).padStart(16, '0');
