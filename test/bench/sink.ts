/**
 * A process that takes what the contenders deliver: OTLP/HTTP traces and metrics, and what dd-trace sends its agent.
 * Bodies are only kept while the load runs and read when the bench asks, so that a verbose exporter does not
 * slow the load down more than its own work does. Sends `{ url }` to its parent, then answers `count` and `reset`.
 */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readDurations } from './durations.ts';
import { readServerSpans } from './server-spans.ts';

/** What arrived since the last reset. */
export interface Arrived {
  /** Spans of kind SERVER. */
  serverSpans: number;
  /** Of these, over OTLP: with different span ids, with a parent, with `url.query`, and with `http.route`. */
  distinct: number;
  withParent: number;
  withQuery: number;
  withRoute: number;
  /** What the histogram `http.server.request.duration` counted, by the last export of each attribute set. */
  serverDurations: number;
}

const NOTHING: Arrived = {
  serverSpans: 0,
  distinct: 0,
  withParent: 0,
  withQuery: 0,
  withRoute: 0,
  serverDurations: 0,
};
/** How a server span's kind follows its key in the agent's MessagePack: short strings with their length in front. */
const DATADOG_SERVER = Buffer.from('\xa9span.kind\xa6server', 'latin1');

let arrived = { ...NOTHING };
const spanIds = new Set<string>();
/** Counts by attribute set; cumulative, so that a later export takes the place of an earlier one. */
const durations = new Map<string, number>();
const unread: { path: string; body: Buffer }[] = [];

const server = createServer((request, response) => {
  const path = request.url ?? '';
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    unread.push({ path, body: Buffer.concat(chunks) });
    const isOtlp = path.startsWith('/v1/');
    response.setHeader('content-type', isOtlp ? 'application/x-protobuf' : 'application/json');
    // The agent's answer: keep everything.
    response.end(isOtlp ? '' : '{"rate_by_service":{"service:,env:":1}}');
  });
});

server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
process.on('message', (asked) => {
  if (asked === 'reset') reset();
  process.send?.(count());
});
process.on('disconnect', () => process.exit());

function reset(): void {
  arrived = { ...NOTHING };
  spanIds.clear();
  durations.clear();
  unread.length = 0;
}

function count(): Arrived {
  for (const { path, body } of unread.splice(0)) {
    if (path === '/v1/traces') countSpans(body);
    if (path === '/v1/metrics') countDurations(body);
    if (path === '/v0.4/traces') arrived.serverSpans += occurrences(DATADOG_SERVER, body);
  }
  return arrived;
}

function countSpans(body: Buffer): void {
  for (const { id, hasParent, attributes } of readServerSpans(body)) {
    spanIds.add(id);
    arrived.serverSpans += 1;
    arrived.withParent += Number(hasParent);
    arrived.withQuery += Number(attributes.has('url.query'));
    arrived.withRoute += Number(attributes.has('http.route'));
  }
  arrived.distinct = spanIds.size;
}

function countDurations(body: Buffer): void {
  for (const { metric, key, count } of readDurations(body)) {
    if (metric === 'http.server.request.duration') durations.set(key, count);
  }
  arrived.serverDurations = [...durations.values()].reduce((sum, count) => sum + count, 0);
}

function occurrences(wanted: Buffer, body: Buffer): number {
  let count = 0;
  for (let at = body.indexOf(wanted); at !== -1; at = body.indexOf(wanted, at + 1)) count += 1;
  return count;
}
