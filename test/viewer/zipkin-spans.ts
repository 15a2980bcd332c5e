/** Spans as Zipkin's libraries write them, and as they had better not. */

import { randomNumbers } from './searched-traces.ts';

/** An hour ago, in microseconds. */
export const START = (Date.now() - 3_600_000) * 1000;

export const RICH = '5b8efff798038103d269b633813fc60c';

const till = { serviceName: 'Till', ipv4: '10.0.0.1', ipv6: '2001:DB8:0:0::C001', port: 80 };

/** One trace, in which till calls stock by one id and bank by two. */
export const richTrace = [
  {
    traceId: RICH,
    id: 'eee19b7ec3c1b174',
    kind: 'SERVER',
    name: 'GET /Basket',
    timestamp: START,
    duration: 5000,
    localEndpoint: till,
    remoteEndpoint: { ipv4: '1.2.3.4', port: 5 },
    annotations: [
      { timestamp: START + 2, value: 'b "x" é' },
      { timestamp: START + 1, value: 'a' },
      { timestamp: START + 1, value: 'a' },
      { timestamp: START + 1, value: '"exception":{"exception.type":"Error"}' },
    ],
    tags: {
      z: '1',
      a: '2',
      error: '',
      'http.path': '/Basket',
      'otel.status_code': 'ERROR',
      'otel.scope.name': 'lib',
      'telemetry.sdk.name': 'x',
      '10': 'ten',
      '9': 'nine',
    },
    debug: true,
  },
  {
    traceId: RICH,
    id: '3',
    parentId: 'eee19b7ec3c1b174',
    kind: 'CLIENT',
    name: 'GET',
    timestamp: START + 100,
    duration: 500,
    localEndpoint: { serviceName: 'till' },
    remoteEndpoint: { serviceName: 'Stock', ipv6: '::ffff:1.2.3.4' },
  },
  {
    traceId: RICH,
    id: '3',
    parentId: 'eee19b7ec3c1b174',
    kind: 'SERVER',
    name: 'get',
    timestamp: START + 200,
    duration: 300,
    localEndpoint: { serviceName: 'stock' },
    shared: true,
  },
  {
    traceId: RICH,
    id: '4',
    parentId: '3',
    name: 'query',
    timestamp: START + 250,
    duration: 1,
    localEndpoint: { serviceName: 'stock' },
    remoteEndpoint: { serviceName: 'Postgres' },
    tags: { error: 'no rows' },
  },
  {
    traceId: RICH,
    id: '5',
    parentId: 'eee19b7ec3c1b174',
    kind: 'CLIENT',
    name: 'pay',
    timestamp: START + 600,
    duration: 900,
    localEndpoint: till,
    tags: { error: 'declined' },
  },
  {
    traceId: RICH,
    id: '6',
    parentId: '5',
    kind: 'SERVER',
    name: 'pay',
    timestamp: START + 700,
    duration: 300,
    localEndpoint: { serviceName: 'bank' },
  },
  {
    traceId: RICH,
    id: '7',
    parentId: '6',
    kind: 'PRODUCER',
    name: 'send',
    timestamp: START + 800,
    localEndpoint: { serviceName: 'bank' },
    remoteEndpoint: { serviceName: 'kafka' },
  },
  {
    traceId: RICH,
    id: '8',
    parentId: '7',
    kind: 'CONSUMER',
    name: 'receive',
    timestamp: START + 900,
    duration: 10,
    localEndpoint: { serviceName: 'ledger' },
    remoteEndpoint: { serviceName: 'kafka' },
  },
];

/** Small ones: ids that are short, no name, no time, nothing at all, addresses that are none. */
export const smallTraces = [
  { traceId: '1', id: '2', name: '', timestamp: START - 999_500 },
  {
    traceId: '00000000000000010000000000000001',
    id: '7',
    parentId: '0',
    kind: null,
    duration: 0,
    timestamp: START - 2_000_000,
    localEndpoint: {},
    remoteEndpoint: { serviceName: '' },
    tags: {},
  },
  {
    traceId: '77',
    id: '8',
    parentId: '8',
    timestamp: START - 3_000_000,
    localEndpoint: { serviceName: 'x' },
    annotations: [],
    shared: false,
    debug: false,
  },
  { traceId: '78', id: '8', localEndpoint: { serviceName: 'untimed' }, name: 'n' },
  {
    traceId: '79',
    id: '8',
    name: 'ÄÖÜ',
    timestamp: START - 4_000_000,
    localEndpoint: { serviceName: 'ÄRGER', ipv4: 'nonsense', ipv6: '10.0.0.1', port: 0 },
    tags: { k: 'ÄÖ', emoji: '🫖' },
  },
];

export const SMALL = ['1', '00000000000000010000000000000001', '77', '78', '79'];

export interface RandomTrace {
  traceId: string;
  /** Milliseconds. */
  start: number;
  spans: object[];
}

const SERVICES = ['web', 'shop', 'stock', 'bank'];
const KINDS = [undefined, 'CLIENT', 'SERVER', 'SERVER', 'PRODUCER', 'CONSUMER'];

/** Trees of all shapes: shared ids with and without saying so, several servers of one client, missing parents and services. */
export function randomTraces(count: number): RandomTrace[] {
  const random = randomNumbers(3);
  return Array.from({ length: count }, (_, number) => {
    const traceId = (number + 4096).toString(16).padStart(32, 'c');
    const start = START + (number + 10) * 1_000_000;
    const spans: object[] = [];
    const size = 1 + random(8);
    for (let at = 0; at < size; at++) spans.push(...someSpans(traceId, at, start + at * 10, random));
    return { traceId, start: start / 1000, spans };
  });
}

type Random = (limit: number) => number;

function someSpans(traceId: string, at: number, timestamp: number, random: Random): object[] {
  const ids = (number: number) => (number + 1).toString(16).padStart(16, '0');
  const kind = KINDS[random(KINDS.length)];
  const isLost = random(10) === 0;
  const parentId = at === 0 && random(4) > 0 ? undefined : isLost ? ids(99) : ids(random(at + 1));
  const local = SERVICES[random(4)]!;
  const span = {
    traceId,
    id: ids(at),
    ...(parentId === undefined || parentId === ids(at) ? {} : { parentId }),
    ...(kind === undefined ? {} : { kind }),
    name: `op ${random(3)}`,
    timestamp,
    duration: 1 + random(1000),
    ...(random(8) === 0
      ? {}
      : { localEndpoint: { serviceName: local, ...(random(3) === 0 ? { port: 80 } : {}) } }),
    ...(random(2) === 0 ? {} : { remoteEndpoint: { serviceName: SERVICES[random(4)] } }),
    ...(random(3) === 0 ? { annotations: [{ timestamp, value: `note ${random(2)}` }] } : {}),
    tags: {
      size: String(random(3)),
      ...(random(4) === 0 ? { error: 'so' } : {}),
      ...(random(2) === 0 ? { 'http.path': `/${random(2)}` } : {}),
    },
  };
  if (kind !== 'CLIENT' || random(2) === 0) return [span];
  const others = SERVICES.filter((service) => service !== local).slice(0, 1 + random(2));
  const servers = others.map((serviceName, index) => ({
    traceId,
    id: span.id,
    ...(span.parentId === undefined || random(2) === 0 ? {} : { parentId: span.parentId }),
    kind: 'SERVER',
    name: 'op 2',
    timestamp: timestamp + 1 + index,
    duration: 5,
    localEndpoint: { serviceName },
    ...(random(3) > 0 ? { shared: true } : {}),
    tags: random(4) === 0 ? { error: '' } : {},
  }));
  return [span, ...servers];
}
