/** What is asked of which app, by whom, and what must then be at the sink. */

import {
  bare,
  type Contender,
  ddTrace,
  upstream,
  variant,
  waymark,
  waymarkFull,
} from '../contenders/contenders.ts';
import { gets, posts, type RequestKind } from '../load/request-mix.ts';

export interface RequestScenario {
  /** For `--only`, and the file of its results. */
  name: string;
  title: string;
  /** In `apps/`. */
  app: string;
  requests: RequestKind;
  contenders: readonly Contender[];
  /** What the app is given as its argument. */
  needs?: 'backend' | 'postgres' | 'log file';
  /** Beside one server span and one count of its duration a request. */
  expects: Expectation;
  /** How many requests a block has, as a share of the usual: what takes long takes fewer, and fewer rounds. */
  share?: number;
}

export interface Expectation {
  /** No spans at all, but all durations. */
  unsampled?: boolean;
  /** Whose server spans have `http.route`, every one: upstream has no instrumentation of Fastify. */
  route?: 'all' | 'ours';
  /** Spans that a framework's layers have, from whoever gives them any. */
  layers?: number;
  /** A client span, a count of its duration and a `traceparent` at the backend for every request. */
  outgoing?: boolean;
  /** A span with the query's text, and a count of its duration. */
  query?: boolean;
  /** A line with the ids of the trace. */
  line?: boolean;
}

const all = [bare, upstream, ddTrace, waymark];

export const nodeHttp: RequestScenario = {
  name: 'node-http',
  title: '`node:http`, JSON',
  app: 'node-http.cjs',
  requests: gets(),
  contenders: all,
  expects: {},
};

export const express: RequestScenario = {
  name: 'express',
  title: 'Express 5, one route',
  app: 'express.cjs',
  requests: gets(),
  contenders: [...all, waymarkFull],
  expects: { route: 'all', layers: 3 },
};

const expressMiddlewares: RequestScenario = {
  name: 'express-middlewares',
  title: 'Express 5, eight middlewares and a POST body',
  app: 'express-middlewares.cjs',
  requests: posts(),
  contenders: [...all, waymarkFull],
  expects: { route: 'all', layers: 19 },
  share: 0.3,
};

const fastify: RequestScenario = {
  name: 'fastify',
  title: 'Fastify 5, one route',
  app: 'fastify.cjs',
  requests: gets(),
  contenders: all,
  expects: { route: 'ours' },
};

export const httpOut: RequestScenario = {
  name: 'http-out',
  title: 'one `http.get` a request',
  app: 'http-out.cjs',
  requests: gets(),
  contenders: all,
  needs: 'backend',
  expects: { outgoing: true },
  share: 0.6,
};

export const fetchOut: RequestScenario = {
  name: 'fetch-out',
  title: 'one `fetch` a request',
  app: 'fetch-out.cjs',
  requests: gets(),
  contenders: all,
  needs: 'backend',
  expects: { outgoing: true },
  share: 0.5,
};

const postgres: RequestScenario = {
  name: 'postgres',
  title: 'one query with `pg` a request',
  app: 'pg.cjs',
  requests: gets(),
  contenders: all,
  needs: 'postgres',
  expects: { query: true },
  share: 0.5,
};

/** Nobody exports lines; ours puts them on spans unless told not to, which nobody else does: both are measured. */
const pino: RequestScenario = {
  name: 'pino',
  title: 'one line with `pino` a request, ids in it',
  app: 'pino.cjs',
  requests: gets(),
  contenders: [
    bare,
    upstream,
    ddTrace,
    variant(waymark, 'waymark', { WAYMARK_LOGS_ON_SPANS: 'off' }),
    { ...waymark, name: 'waymark, lines on spans', eventOfLine: true },
  ],
  needs: 'log file',
  expects: { line: true },
};

export const unsampled: RequestScenario = {
  name: 'unsampled',
  title: '`node:http`, nothing sampled',
  app: 'node-http.cjs',
  requests: gets({ sampled: false }),
  contenders: [
    bare,
    variant(upstream, 'upstream', { OTEL_TRACES_SAMPLER: 'always_off' }),
    // The cheapest that it has: without `discard` it sends its agent what it rejects.
    variant(ddTrace, 'dd-trace', { DD_TRACE_SAMPLING_RULES: '[{"sample_rate":0,"discard":true}]' }),
    variant(waymark, 'waymark', { OTEL_TRACES_SAMPLER: 'always_off' }),
  ],
  expects: { unsampled: true },
};

export const requestScenarios: readonly RequestScenario[] = [
  nodeHttp,
  express,
  expressMiddlewares,
  fastify,
  httpOut,
  fetchOut,
  postgres,
  pino,
  unsampled,
];
