/**
 * A process that takes what the contenders deliver: OTLP/HTTP traces, log records and metrics, and what dd-trace sends its agent.
 * Bodies are only kept while the load runs and read when the bench asks, so that a verbose exporter does not
 * slow the load down more than its own work does. Sends `{ url }` to its parent, then answers `count` and `reset`.
 */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Arrived, countSpan, DURATIONS, NOTHING } from './arrived.ts';
import { countDatadogSpans } from './datadog-spans.ts';
import { type Duration, readDurations } from './durations.ts';
import { countRecords } from './otlp-logs.ts';
import { readSpans } from './otlp-spans.ts';

let arrived = { ...NOTHING };
const serverIds = new Set<string>();
/** By metric and attribute set; cumulative, so that a later export takes the place of an earlier one. */
const counts = new Map<string, { metric: Duration; count: number }>();
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

server.listen(0, '127.0.0.1', () => process.send?.({ url: `http://127.0.0.1:${port()}` }));
process.on('message', (asked) => {
  if (asked === 'reset') reset();
  process.send?.(count());
});
process.on('disconnect', () => process.exit());

function port(): number {
  return (server.address() as AddressInfo).port;
}

function reset(): void {
  arrived = { ...NOTHING };
  serverIds.clear();
  counts.clear();
  unread.length = 0;
}

function count(): Arrived {
  for (const { path, body } of unread.splice(0)) {
    if (path === '/v1/traces') for (const span of readSpans(body)) countSpan(arrived, serverIds, span);
    if (path === '/v1/logs') countRecords(arrived, body);
    if (path === '/v1/metrics') countDurations(body);
    if (path === '/v0.4/traces') countDatadogSpans(arrived, body);
  }
  return arrived;
}

function countDurations(body: Buffer): void {
  for (const { metric, key, port: to, count } of readDurations(body)) {
    if (to !== port()) counts.set(`${metric} ${key}`, { metric, count });
  }
  for (const name of Object.values(DURATIONS)) arrived[name] = 0;
  for (const { metric, count } of counts.values()) arrived[DURATIONS[metric]] += count;
}
