/** Spans of twelve attributes as a shop's services send them, as OTLP requests: the load of the viewer's benchmarks. */

import { type OtlpKeyValue, type OtlpSpan, TRACES, toProtobuf } from '@waymark/otlp';

export interface SampleOptions {
  /** Spans of a trace; each service has as many of them. @default 10 */
  spansPerTrace?: number;
  /** Spans of a request. @default 512 */
  spansPerRequest?: number;
  /** Nanoseconds of the first span. @default an hour ago */
  startUnixNano?: bigint;
  /** @default 1 */
  seed?: number;
}

const SERVICES = ['frontend', 'cart', 'checkout', 'payments', 'stock'];
const ROUTES = [
  '/',
  '/products/:id',
  '/cart',
  '/cart/items',
  '/checkout',
  '/orders/:id',
  '/login',
  '/search',
];
const AGENTS = ['Mozilla/5.0 (X11; Linux x86_64) Chrome/141', 'curl/8.5.0', 'node', 'okhttp/4.12.0'];

/** Requests without end, each of one service; traces begin a millisecond apart. */
export function* sampleRequests(options: SampleOptions = {}): Generator<Uint8Array> {
  const { spansPerTrace = 10, spansPerRequest = 512, seed = 1 } = options;
  const random = generator(seed);
  const waiting = new Map(SERVICES.map((service): [string, OtlpSpan[]] => [service, []]));
  let start = options.startUnixNano ?? BigInt(Date.now() - 3_600_000) * 1_000_000n;
  for (; ; start += 1_000_000n) {
    for (const [service, span] of traceOf(random, start, spansPerTrace)) waiting.get(service)!.push(span);
    for (const [service, spans] of waiting) {
      while (spans.length >= spansPerRequest) yield request(service, spans.splice(0, spansPerRequest));
    }
  }
}

export function request(service: string, spans: OtlpSpan[]): Uint8Array {
  const resource = {
    attributes: attributes({
      'service.name': service,
      'service.version': '1.4.2',
      'host.name': 'node-1',
      'process.pid': 4711,
      'telemetry.sdk.language': 'nodejs',
    }),
    droppedAttributesCount: 0,
  };
  const scope = { name: '@waymark/http', version: '0.1.0', attributes: [], droppedAttributesCount: 0 };
  return toProtobuf(TRACES, {
    resourceSpans: [{ resource, scopeSpans: [{ scope, spans, schemaUrl: '' }], schemaUrl: '' }],
  });
}

function traceOf(random: Random, start: bigint, count: number): [string, OtlpSpan][] {
  const traceId = random.hex(16);
  const spans: [string, OtlpSpan][] = [];
  for (let i = 0; i < count; i++) {
    const parent = spans[Math.floor((i - 1) / 2)]?.[1];
    const service = SERVICES[Math.floor((i * SERVICES.length) / count)]!;
    spans.push([service, spanOf(random, traceId, parent?.spanId ?? '', start + BigInt(i * 150_000), i)]);
  }
  return spans;
}

function spanOf(
  random: Random,
  traceId: string,
  parentSpanId: string,
  start: bigint,
  depth: number,
): OtlpSpan {
  const route = random.pick(ROUTES);
  const failed = random.below(50) === 0;
  return {
    ...{ traceId, spanId: random.hex(8), traceState: '', parentSpanId, flags: 257 },
    ...{ name: `GET ${route}`, kind: depth % 2 === 0 ? 2 : 3 },
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + BigInt(200_000 + random.below(5_000_000))),
    attributes: attributes({
      'http.request.method': 'GET',
      'http.route': route,
      'url.path': route.replace(':id', String(random.below(1_000_000))),
      'url.scheme': 'https',
      'server.address': 'shop.example',
      'server.port': 443,
      'http.response.status_code': failed ? 500 : 200,
      'http.response.body.size': random.below(100_000),
      'user_agent.original': random.pick(AGENTS),
      'client.address': `10.0.${random.below(256)}.${random.below(256)}`,
      'network.protocol.version': '1.1',
      'http.request.id': traceId,
    }),
    ...{ droppedAttributesCount: 0, events: [], droppedEventsCount: 0, links: [], droppedLinksCount: 0 },
    status: { message: '', code: failed ? 2 : 0 },
  };
}

function attributes(values: Record<string, string | number>): OtlpKeyValue[] {
  return Object.entries(values).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? { stringValue: value } : { intValue: String(value) },
  }));
}

interface Random {
  below(limit: number): number;
  pick<T>(from: readonly T[]): T;
  hex(bytes: number): string;
}

function generator(seed: number): Random {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number) => next() % limit;
  return {
    below,
    pick: (from) => from[below(from.length)]!,
    hex: (bytes) => Array.from({ length: bytes / 4 }, () => next().toString(16).padStart(8, '0')).join(''),
  };
}
