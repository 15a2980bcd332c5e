/**
 * What the load sends: spans with 12 attributes, ten to a trace, and log lines, as OTLP's shapes. Ids, times and order numbers
 * are marks of a fixed size, which `request-body.ts` replaces in the encoded bytes before each request.
 */

import type { OtlpKeyValue, OtlpLogRecord, OtlpLogs, OtlpSpan, OtlpTraces } from '@waymark/otlp';

export const SPANS_A_TRACE = 10;
export const ATTRIBUTES_A_SPAN = 12;
export const SERVICES = ['shop', 'payments', 'stock', 'mail'];

/** Marks: `mark` numbers the trace, the span and the line within its body. */
export const traceMark = (mark: number) => `feedfeedfeed${hex(mark, 20)}`;
export const spanMark = (mark: number) => `beefbeef${hex(mark, 8)}`;
export const timeMark = (mark: number) => String(0x7afe_0000_0000_0000n + BigInt(mark));
export const orderMark = (mark: number) => `#${String(mark).padStart(11, '0')}`;

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');

const ROUTES = ['/orders/{id}', '/orders', '/cart/{id}/items', '/stock/{sku}', '/login'];
const AGENTS = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  'curl/8.14.1',
  'node',
];
const METHODS = ['GET', 'POST', 'PUT'];

/** Spans of one service. `body` numbers the body, so that no two have the same values. */
export function spansOf(body: number, count: number): OtlpTraces {
  const spans = Array.from({ length: count }, (_, at) => span(body, at));
  const service = SERVICES[body % SERVICES.length]!;
  return {
    resourceSpans: [
      { resource: resource(service), scopeSpans: [{ scope: SCOPE, spans, schemaUrl: '' }], schemaUrl: '' },
    ],
  };
}

function span(body: number, at: number): OtlpSpan {
  const place = at % SPANS_A_TRACE;
  const trace = Math.floor(at / SPANS_A_TRACE);
  const isError = (body * 31 + at) % 50 === 0;
  return {
    traceId: traceMark(trace),
    spanId: spanMark(at),
    traceState: '',
    parentSpanId: place === 0 ? '' : spanMark(at - (place > 4 ? 4 : 1)),
    flags: 0x101,
    name: `${METHODS[place % 3]} ${ROUTES[(body + place) % ROUTES.length]}`,
    kind: place === 0 ? 2 : place % 2 ? 3 : 1,
    startTimeUnixNano: timeMark(2 * at),
    endTimeUnixNano: timeMark(2 * at + 1),
    attributes: spanAttributes(body, at, trace, isError),
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: isError ? { message: 'the card was declined', code: 2 } : { message: '', code: 0 },
  };
}

function spanAttributes(body: number, at: number, trace: number, isError: boolean): OtlpKeyValue[] {
  const mixed = (body * 7919 + at * 104_729) % 100_003;
  return [
    text('http.request.method', METHODS[at % 3]!),
    text('url.path', `/orders/${mixed}`),
    text('url.scheme', 'https'),
    text('http.route', ROUTES[(body + at) % ROUTES.length]!),
    int('http.response.status_code', isError ? 502 : 200),
    text('server.address', `shop-${body % 8}.internal`),
    int('server.port', 8443),
    text('client.address', `10.1.${mixed % 200}.${at % 250}`),
    text('user_agent.original', AGENTS[mixed % AGENTS.length]!),
    text('network.protocol.version', '1.1'),
    int('db.response.returned_rows', mixed % 1000),
    text('order.id', orderMark(trace)),
  ];
}

const WORDS =
  'order payment card user cart stock query retry timeout answer sent received after before while'.split(' ');

/** Log lines of one service, ten to a trace. */
export function linesOf(body: number, count: number): OtlpLogs {
  const logRecords = Array.from({ length: count }, (_, at) => line(body, at));
  const service = SERVICES[body % SERVICES.length]!;
  return {
    resourceLogs: [
      {
        resource: resource(service),
        scopeLogs: [{ scope: SCOPE, logRecords, schemaUrl: '' }],
        schemaUrl: '',
      },
    ],
  };
}

function line(body: number, at: number): OtlpLogRecord {
  const trace = Math.floor(at / SPANS_A_TRACE);
  const words = Array.from(
    { length: 9 },
    (_, word) => WORDS[(body * 5 + at * 3 + word * (1 + (at % 7))) % WORDS.length],
  );
  return {
    timeUnixNano: timeMark(2 * at),
    observedTimeUnixNano: timeMark(2 * at + 1),
    severityNumber: at % 40 === 0 ? 17 : 9,
    severityText: at % 40 === 0 ? 'ERROR' : 'INFO',
    body: { stringValue: `order ${orderMark(trace)} ${words.join(' ')} in ${(body * 13 + at) % 900} ms` },
    attributes: [
      text('logger.name', 'checkout'),
      int('attempt', at % 3),
      text('customer.tier', ['gold', 'none'][at % 2]!),
    ],
    droppedAttributesCount: 0,
    flags: 1,
    traceId: traceMark(trace),
    spanId: spanMark(at),
    eventName: '',
  };
}

const SCOPE = { name: '@waymark/http', version: '0.1.0', attributes: [], droppedAttributesCount: 0 };

const resource = (service: string) => ({
  attributes: [
    text('service.name', service),
    text('service.version', '1.42.0'),
    text('service.instance.id', `${service}-7d9c5b8f6-x2x8z`),
    text('telemetry.sdk.language', 'nodejs'),
  ],
  droppedAttributesCount: 0,
});

const text = (key: string, value: string): OtlpKeyValue => ({ key, value: { stringValue: value } });
const int = (key: string, value: number): OtlpKeyValue => ({ key, value: { intValue: String(value) } });
