/**
 * What the engines are meant to differ in: each as the change that makes the one's recording the other's, with its reason.
 * RATIONALE.md, "Where do the two engines differ?", tells the same to people. Whatever is not here must be equal.
 */

import { exceptionEvent, liftOut, onLogs, onSpans } from './changes.ts';
import type { EngineName } from './engines.ts';
import {
  type Attributes,
  type RecordedLog,
  type RecordedPoint,
  type RecordedSpan,
  type Recording,
  spansIn,
} from './recording.ts';

export interface Difference {
  readonly why: string;
  /** Changes a recording of the one engine into what the other is meant to give. */
  change(recording: Recording): void;
  /** Names of scenarios. @default all */
  readonly only?: readonly string[];
}

const isHttpServer = ({ kind, scope }: RecordedSpan) => kind === 'SERVER' && /http$/.test(scope);
const isAborted = (span: RecordedSpan) => /^\/(silent|hang-up)$/.test(pathOf(span));
const isOfHttp = (metric: string) => metric.startsWith('http.');
const isAnswered = ({ attributes }: RecordedPoint) =>
  attributes['http.request.method'] === 'GET' && attributes['http.response.status_code'] === 200;
const isFetch = ({ scope }: RecordedSpan) => scope.endsWith('-undici');
const pathOf = ({ attributes }: RecordedSpan) => String(attributes['url.path']);

/** Between upstream's published register and its parts run by us: ours are the propagator and the log bridge. */
const ADDED_BY_US: readonly Difference[] = [
  {
    why: 'a served request carries its id',
    change: onSpans(isHttpServer, (span) => {
      span.attributes['http.request.id'] = pathOf(span) === '/known' ? 'caller-7' : 'TRACE';
    }),
  },
  {
    why: 'a request that brought an id has it as the header that it was, too',
    change({ spans }) {
      const brought = (span: RecordedSpan, id: string) => {
        span.attributes['http.request.header.x-request-id'] = [id];
      };
      for (const span of spansIn(spans)) {
        if (pathOf(span) === '/known') brought(span, 'caller-7');
        // The other clients that send one are in the scenario's own process.
        if (span.kind !== 'CLIENT') continue;
        for (const served of span.children.filter(isHttpServer)) brought(served, 'TRACE');
      }
    },
  },
  {
    why: "what exporters ask is no request of the application's, and not measured as one",
    change(recording) {
      for (const metric of recording.metrics)
        metric.points = metric.points.filter(({ attributes }) => attributes['server.port'] !== 'SINK');
      recording.metrics = recording.metrics.filter(
        ({ name, points }) => !isOfHttp(name) || points.length > 0,
      );
    },
  },
  {
    why: 'what a process measures of its runtime is read at intervals, and not in its last moment',
    only: ['http', 'http client', 'fetch'],
    change(recording) {
      recording.metrics = recording.metrics.filter(({ scope }) => scope !== RUNTIME);
    },
  },
  {
    why: 'log records of a trace carry the id, and lines of structured loggers have it and the service as fields',
    change: onLogs((attributes, span, scope) => {
      if (span === undefined) return;
      attributes['http.request.id'] = 'TRACE';
      if (!/bunyan|pino|winston/.test(scope)) return;
      attributes['request_id'] = 'TRACE';
      attributes['service.name'] = 'parity';
    }),
  },
  {
    why: 'log lines from info on are events of their span, since Jaeger has no other place for them',
    change: onSpans(
      ({ logs }) => logs.length > 0,
      (span) => span.events.push(...span.logs.filter(isShown).map(eventOf)),
    ),
  },
  {
    why: 'statements have question marks where their literals were, and addresses no logins',
    change({ spans }) {
      for (const { attributes, scope } of spansIn(spans)) {
        const { 'db.query.text': statement, 'messaging.url': url } = attributes;
        if (STATEMENTS.test(scope) && typeof statement === 'string')
          attributes['db.query.text'] = statement.replaceAll(/'[^']*'|(?<![$\w])\d+\b/g, '?');
        if (typeof url === 'string')
          attributes['messaging.url'] = url.replace(/\/\/\w+:\*+@/, '//REDACTED:REDACTED@');
      }
    },
  },
];

const STATEMENTS = /-(knex|mysql2?|pg|tedious)$/;

const isShown = ({ severity }: RecordedLog) => Number(severity.split('/')[1]) >= 9;

function eventOf({ attributes, body, scope, severity }: RecordedLog) {
  const { 'http.request.id': _, ...rest } = attributes;
  const flat = Object.entries({ message: body, ...rest }).map(([key, value]) => [
    key,
    typeof value === 'object' ? JSON.stringify(value) : value,
  ]);
  const level = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'][
    Math.ceil(Number(severity.split('/')[1]) / 4) - 1
  ];
  return {
    name: 'log',
    attributes: { 'log.severity': level, 'logger.name': scope, ...Object.fromEntries(flat) },
  };
}

const RUNTIME = '@opentelemetry/instrumentation-runtime-node';

const LAYERS = /-(connect|express|hapi|koa|nestjs-core|restify|router)$/;

/** Of our engine, unless frameworks have spans of their layers. */
const LEAN: readonly Difference[] = [
  {
    why: 'web frameworks make no spans of layers; what they tell is on the SERVER span',
    change: onSpans(isHttpServer, (span) => {
      const layers = liftOut(span, ({ scope }) => LAYERS.test(scope));
      const [thrown] = layers.flatMap(({ events }) => events.filter(({ name }) => name === 'exception'));
      if (thrown !== undefined) span.events.push(thrown);
    }),
  },
  {
    why: 'a router on its own has a route too',
    only: ['router'],
    change: onSpans(isHttpServer, (span) => setRoute(span, ROUTES[pathOf(span)])),
  },
  {
    why: 'an error that is given to next of Restify or of Connect is on the SERVER span',
    only: ['restify', 'connect'],
    change: onSpans(isHttpServer, (span) => {
      if (pathOf(span) === '/fail') span.events.push(exceptionEvent('Error', 'out of stock'));
    }),
  },
  {
    why: 'the making of a Nest application has no span',
    only: ['nestjs', 'nestjs on fastify'],
    change(recording) {
      recording.spans = recording.spans.filter(({ name }) => name !== 'Create Nest App');
    },
  },
];

/** Between upstream's engine and ours, both run by us. */
const OURS: readonly Difference[] = [
  {
    why: 'Fastify and Hono have a route and an exception, where upstream has no instrumentation of them',
    only: ['fastify', 'hono', 'nestjs on fastify'],
    change: onSpans(isHttpServer, (span) => {
      setRoute(span, ROUTES[pathOf(span)]);
      if (pathOf(span) === '/fail') span.events.push(exceptionEvent('TypeError', 'out of stock'));
    }),
  },
  {
    why: 'an aborted request has no status that was never sent',
    change: onSpans(isHttpServer, (span) => {
      if (isAborted(span)) delete span.attributes['http.response.status_code'];
    }),
  },
  {
    why: 'an aborted request is measured without a status, too',
    change({ spans, metrics }) {
      const served = metrics.find(({ name }) => name === 'http.server.request.duration');
      const point = served?.points.find(isAnswered);
      const aborted = [...spansIn(spans)].filter((span) => isHttpServer(span) && isAborted(span)).length;
      if (point?.count === undefined || aborted === 0) return;
      const { 'http.response.status_code': _, ...attributes } = point.attributes;
      point.count -= aborted;
      served?.points.push({ attributes, count: aborted });
    },
  },
  {
    why: 'requests by fetch and by node:http are measured as one',
    only: ['fetch'],
    change({ metrics }) {
      const ofFetch = metrics.find(({ scope }) => scope.endsWith('-undici'));
      if (ofFetch !== undefined) ofFetch.description = 'Duration of HTTP client requests.';
    },
  },
  {
    why: 'a CLIENT span of an upgrade has the answer to it',
    only: ['socket.io'],
    change: onSpans(
      ({ kind, scope }) => kind === 'CLIENT' && scope.endsWith('-http'),
      ({ attributes }) => {
        attributes['http.response.status_code'] = 101;
        attributes['network.peer.address'] = '127.0.0.1';
        attributes['network.peer.port'] = 'PORT';
        attributes['network.protocol.version'] = '1.1';
      },
    ),
  },
  {
    why: 'http.request.method_original is for methods that http.request.method does not tell',
    change: onSpans(isFetch, ({ attributes }) => {
      if (attributes['http.request.method_original'] === attributes['http.request.method'])
        delete attributes['http.request.method_original'];
    }),
  },
  {
    why: 'url.query is without its question mark, and is no empty string',
    change: onSpans(isFetch, ({ attributes }) => {
      const query = String(attributes['url.query'] ?? '').replace(/^\?/, '');
      if (query === '') delete attributes['url.query'];
      else attributes['url.query'] = query;
    }),
  },
  {
    why: "a line's fields for the id and the service are not repeated on its record, which has them by OpenTelemetry's names",
    change(recording) {
      const takeOut = (attributes: Record<string, unknown>) => {
        delete attributes['request_id'];
        delete attributes['service.name'];
      };
      onLogs(takeOut)(recording);
      for (const { events } of spansIn(recording.spans)) {
        for (const { attributes } of events) takeOut(attributes);
      }
    },
  },
  {
    why: "winston's lines are records, which upstream's own transport does not hand to the API of its SDK",
    only: ['winston'],
    change(recording) {
      const [span] = recording.spans;
      span!.logs.push(...WINSTON_RECORDS.map((record) => inTrace(record)));
      span!.events.push(...span!.logs.filter(isShown).map(eventOf));
      recording.logs.push(winstonRecord('info/9', 'without a span'));
    },
  },
  {
    why: 'what our own instrumentations tell has their scope',
    change({ spans, logs, metrics }) {
      for (const metric of metrics) metric.scope = OUR_SCOPES[metric.scope] ?? metric.scope;
      for (const span of spansIn(spans)) {
        span.scope = OUR_SCOPES[span.scope] ?? span.scope;
        for (const log of span.logs) log.scope = OUR_SCOPES[log.scope] ?? log.scope;
        for (const { attributes } of span.events) {
          const name = OUR_SCOPES[String(attributes['logger.name'])];
          if (name !== undefined) attributes['logger.name'] = name;
        }
      }
      for (const log of logs) log.scope = OUR_SCOPES[log.scope] ?? log.scope;
    },
  },
];

const ROUTES: Record<string, string> = {
  '/orders/7': '/orders/:id',
  '/fail': '/fail',
  '/orders/now/fail': '/orders/now/fail',
  '/orders/now/guarded': '/orders/now/guarded',
  '/orders/now/refuse': '/orders/now/refuse',
};

const winstonRecord = (severity: string, body: string, attributes: Attributes = {}): RecordedLog => ({
  scope: 'winston',
  severity,
  body,
  eventName: '',
  attributes,
});
const WINSTON_RECORDS: readonly RecordedLog[] = [
  winstonRecord('info/9', 'order asked for'),
  winstonRecord('warn/13', 'stock is low', { order: 7, item: { sku: 'x' } }),
  winstonRecord('error/17', 'out of stock', exceptionEvent('TypeError', 'out of stock').attributes),
  winstonRecord('debug/5', 'as a child', { tenant: 'a' }),
];

function inTrace(record: RecordedLog): RecordedLog {
  return { ...record, attributes: { ...record.attributes, 'http.request.id': 'TRACE' } };
}

function setRoute(span: RecordedSpan, route: string | undefined): void {
  if (route === undefined) return;
  span.attributes['http.route'] = route;
  span.name = `${span.attributes['http.request.method']} ${route}`;
}

const OUR_SCOPES: Record<string, string> = {
  '@opentelemetry/instrumentation-express': '@waymark/instrumentations/express',
  '@opentelemetry/instrumentation-router': '@waymark/instrumentations/router',
  '@opentelemetry/instrumentation-http': '@waymark/http',
  '@opentelemetry/instrumentation-undici': '@waymark/http',
  '@opentelemetry/instrumentation-pino': 'pino',
  '@opentelemetry/instrumentation-bunyan': 'bunyan',
};

/** What leads from the published register's recordings to those of an engine. */
export const differencesTo: Record<Exclude<EngineName, 'published'>, readonly Difference[]> = {
  upstream: ADDED_BY_US,
  waymark: [...ADDED_BY_US, ...LEAN, ...OURS],
  full: [...ADDED_BY_US, ...OURS],
};

export function appliesTo({ only }: Difference, scenario: string): boolean {
  return only === undefined || only.includes(scenario);
}
