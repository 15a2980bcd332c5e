/** Traces and logs that the page is tried with, as OTLP's JSON. */

import {
  attributes,
  int,
  type KeyValue,
  list,
  ofService,
  type SentSpan,
  type SentTraces,
  together,
  type Value,
} from './otlp-builder.ts';

const hex = (number: number, digits: number) => number.toString(16).padStart(digits, '0');
export const traceId = (number: number) => `${'c'.repeat(24)}${hex(number, 8)}`;
export const spanId = (number: number) => `${'5'.repeat(8)}${hex(number, 8)}`;

/** Runs as code wherever it is taken for HTML, a link or an attribute. */
export const HOSTILE = `"><img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;

interface Sample {
  id: number;
  parent?: number;
  service: string;
  name: string;
  kind: 1 | 2 | 3 | 4 | 5;
  /** Milliseconds after the trace's start. */
  at: number;
  lasts: number;
  error?: string;
  attributes?: Record<string, Value | string>;
  events?: { at: number; name: string; attributes: Record<string, Value | string> }[];
  links?: SentSpan['links'];
}

/** `startMs`: since the epoch. */
function request(trace: number, startMs: number, samples: readonly Sample[]): SentTraces {
  const nano = (ms: number) => String(BigInt(Math.round((startMs + ms) * 1000)) * 1000n);
  return together(
    ...Object.entries(Object.groupBy(samples, ({ service }) => service)).map(([service, spans]) =>
      ofService(
        service,
        spans!.map((each) => ({
          traceId: traceId(trace),
          spanId: spanId(each.id),
          ...(each.parent === undefined ? {} : { parentSpanId: spanId(each.parent) }),
          name: each.name,
          kind: each.kind,
          startTimeUnixNano: nano(each.at),
          endTimeUnixNano: nano(each.at + each.lasts),
          attributes: attributes(each.attributes ?? {}),
          events: (each.events ?? []).map((event) => ({
            timeUnixNano: nano(event.at),
            name: event.name,
            attributes: attributes(event.attributes),
          })),
          links: each.links ?? [],
          status: each.error === undefined ? {} : { code: 2, message: each.error },
        })),
        { 'host.name': 'box-1', 'service.version': '2.4.1', 'process.pid': int(4711) },
      ),
    ),
  );
}

/** A request that fails in another service, with a log line that is an event as well. `queries`: how many a cart takes. */
export function checkout(trace: number, startMs: number, { queries = 3, fails = true } = {}): SentTraces {
  const id = trace * 1000;
  const slow = queries * 6;
  return request(trace, startMs, [
    {
      id: id + 1,
      service: 'storefront',
      name: 'POST /checkout',
      kind: 2,
      at: 0,
      lasts: 130 + slow,
      ...(fails ? { error: '' } : {}),
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/checkout',
        'url.scheme': 'http',
        'server.address': 'shop.test',
        'server.port': int(8080),
        'url.path': '/checkout',
        'http.response.status_code': int(fails ? 502 : 200),
        'http.request.id': `order-${trace}`,
        'http.request.header.x-request-id': list({ stringValue: `order-${trace}` }),
      },
      events: [
        line(2, 'checkout started', 'INFO'),
        ...(fails ? [line(124 + slow, 'checkout failed', 'ERROR')] : []),
      ],
    },
    { id: id + 2, parent: id + 1, service: 'storefront', name: 'load cart', kind: 1, at: 4, lasts: slow + 4 },
    ...Array.from(
      { length: queries },
      (_, at): Sample => ({
        id: id + 100 + at,
        parent: id + 2,
        service: 'storefront',
        name: 'SELECT cart_items',
        kind: 3,
        at: 6 + at * 6,
        lasts: 4.5,
        attributes: {
          'db.system.name': 'postgresql',
          'db.query.text': 'SELECT * FROM cart_items WHERE cart_id = $1 ORDER BY added_at',
        },
      }),
    ),
    {
      id: id + 3,
      parent: id + 1,
      service: 'storefront',
      name: 'POST /pay',
      kind: 3,
      at: slow + 12,
      lasts: 90,
      ...(fails ? { error: 'HTTP 402' } : {}),
      attributes: {
        'http.request.method': 'POST',
        'url.full': `http://payments.test/pay?note=it's`,
        'http.response.status_code': int(fails ? 402 : 200),
      },
    },
    {
      id: id + 4,
      parent: id + 3,
      service: 'payments',
      name: 'POST /pay',
      kind: 2,
      at: slow + 16,
      lasts: 80,
      ...(fails ? { error: 'card declined' } : {}),
      attributes: { 'http.route': '/pay', 'payment.amount': int('9007199254740993'), hostile: HOSTILE },
    },
    {
      id: id + 5,
      parent: id + 4,
      service: 'payments',
      name: 'charge card',
      kind: 1,
      at: slow + 20,
      lasts: 70,
      ...(fails ? { error: 'card declined: insufficient funds' } : {}),
      ...(fails
        ? {
            events: [
              {
                at: slow + 88,
                name: 'exception',
                attributes: {
                  'exception.type': 'CardDeclined',
                  'exception.message': 'insufficient funds',
                  'exception.stacktrace':
                    'CardDeclined: insufficient funds\n    at charge (/app/pay.js:42:11)',
                },
              },
            ],
          }
        : {}),
    },
    {
      id: id + 6,
      parent: id + 1,
      service: 'storefront',
      name: 'send order.created',
      kind: 4,
      at: slow + 106,
      lasts: 6,
    },
    {
      id: id + 7,
      parent: id + 6,
      service: 'mailer',
      name: 'process order.created',
      kind: 5,
      at: slow + 180,
      lasts: 40,
      links: [
        {
          traceId: traceId(trace + 1),
          spanId: spanId(id + 1001),
          attributes: attributes({ reason: 'retry' }),
        },
      ],
    },
  ]);

  function line(at: number, message: string, severity: string) {
    return { at, name: 'log', attributes: { message, 'log.severity': severity, 'logger.name': 'pino' } };
  }
}

/** The records of those lines, and one that has no event. */
export function checkoutLogs(trace: number, startMs: number, { queries = 3 } = {}) {
  const record = (span: number, at: number, text: string, severityNumber: number, more: KeyValue[] = []) => ({
    timeUnixNano: String(BigInt(Math.round((startMs + at) * 1000)) * 1000n),
    severityNumber,
    severityText: severityNumber >= 17 ? 'error' : 'info',
    body: { stringValue: text },
    traceId: traceId(trace),
    spanId: spanId(trace * 1000 + span),
    attributes: [...attributes({ request_id: `order-${trace}` }), ...more],
  });
  const of = (service: string, logRecords: ReturnType<typeof record>[]) => ({
    resource: { attributes: attributes({ 'service.name': service }) },
    scopeLogs: [{ scope: { name: 'pino' }, logRecords }],
  });
  const slow = queries * 6;
  return {
    resourceLogs: [
      of('storefront', [
        record(1, 2, 'checkout started', 9),
        record(1, 124 + slow, 'checkout failed', 17, attributes({ 'error.type': 'HttpError' })),
      ]),
      of('payments', [
        record(5, slow + 87, `card 4242 declined ${HOSTILE}`, 17, attributes({ 'card.brand': 'visa' })),
      ]),
    ],
  };
}

/** A server whose clock is 3 s behind, a span without its parent, and two that are each other's parents. */
export function broken(trace: number, startMs: number): SentTraces {
  const id = trace * 1000;
  return request(trace, startMs, [
    { id: id + 1, service: 'gateway', name: 'GET /stock', kind: 2, at: 3000, lasts: 100 },
    { id: id + 2, parent: id + 1, service: 'gateway', name: 'GET /stock', kind: 3, at: 3010, lasts: 80 },
    { id: id + 3, parent: id + 2, service: 'inventory', name: 'GET /stock', kind: 2, at: 15, lasts: 60 },
    { id: id + 4, parent: id + 3, service: 'inventory', name: 'SELECT stock', kind: 3, at: 20, lasts: 40 },
    { id: id + 5, parent: id + 99, service: 'warehouse', name: 'reserve', kind: 2, at: 3060, lasts: 20 },
    { id: id + 6, parent: id + 5, service: 'warehouse', name: 'UPDATE shelf', kind: 3, at: 3064, lasts: 10 },
    { id: id + 7, parent: id + 8, service: 'audit', name: 'write entry', kind: 1, at: 3070, lasts: 10 },
    { id: id + 8, parent: id + 7, service: 'audit', name: 'flush entry', kind: 1, at: 3072, lasts: 5 },
  ]);
}

/** As many spans as are asked for: batches of work, calls in them, an error in each thousandth. */
export function large(trace: number, startMs: number, size: number): SentTraces {
  let seed = 11;
  const random = () => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed / 2147483648;
  };
  const id = 1_000_000;
  const width = 20_000;
  const spans: Sample[] = [
    { id, service: 'importer', name: 'import catalogue', kind: 1, at: 0, lasts: width },
  ];
  const services = ['importer', 'pricing', 'search', 'inventory', 'images', 'translations'];
  while (spans.length < size) {
    const at = (spans.length / size) * width * 0.95;
    const batch = id + spans.length;
    const lasts = 20 + random() * 40;
    spans.push({ id: batch, parent: id, service: 'importer', name: 'import batch', kind: 1, at, lasts });
    for (let call = 0; call < 24 && spans.length < size; call++) {
      const service = services[Math.floor(random() * services.length)]!;
      const parent = call > 2 && random() < 0.6 ? id + spans.length - 1 : batch;
      spans.push({
        id: id + spans.length,
        parent,
        service,
        name: `${service} step ${Math.floor(random() * 12)}`,
        kind: 1,
        at: at + call * (lasts / 26),
        lasts: Math.max(0.1, (lasts / 26) * random() * 2),
        ...(spans.length % 1000 === 999 ? { error: 'no such item' } : {}),
      });
    }
  }
  return request(trace, startMs, spans);
}
