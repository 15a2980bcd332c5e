/**
 * The load, in a process of its own: `node load.ts '{"url": …}'` sends requests over a few connections that are kept, the next
 * one when the one before is answered, as exporters do, and prints what it did as a line of JSON.
 */

import { Agent, request as httpRequest } from 'node:http';
import { RequestBody, type Wire } from './request-body.ts';
import { SERVICES, SPANS_A_TRACE } from './telemetry.ts';

export interface LoadOptions {
  url: string;
  wire: Wire;
  /** Ends after so many records, or so many seconds. */
  records?: number;
  seconds?: number;
  /** In a request. */
  batch: number;
  connections: number;
  /** Records a second at most; as fast as it gets without. */
  rate?: number;
  /** The first order's number: those of one run follow each other. */
  firstOrder: number;
}

export interface LoadResult {
  /** Acknowledged. */
  records: number;
  seconds: number;
  /** Answers that said to come again later. */
  refusals: number;
  /** From a request to its answer, in milliseconds. */
  p50: number;
  p99: number;
  /** Share of a core that the load itself used. */
  ownCpu: number;
}

/** Enough that no two in flight are the same, and that values vary. */
const BODIES_A_CONNECTION = 8;
const TYPES: Record<Wire, string> = {
  'otlp-spans': 'application/x-protobuf',
  'otlp-lines': 'application/x-protobuf',
  'zipkin-spans': 'application/json',
};

if (import.meta.main) console.log(JSON.stringify(await load(JSON.parse(process.argv[2]!))));

async function load(options: LoadOptions): Promise<LoadResult> {
  const { connections, wire, batch } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const bodies = Array.from({ length: connections }, (_, connection) =>
    Array.from(
      { length: BODIES_A_CONNECTION },
      (_, at) => new RequestBody(wire, connection * BODIES_A_CONNECTION + at, batch),
    ),
  );
  const latencies: number[] = [];
  const run = { requests: 0, sent: 0, acknowledged: 0, refusals: 0, order: options.firstOrder };
  const seed = Date.now() >>> 0;
  const cpu = process.cpuUsage();
  const start = performance.now();
  const elapsed = () => (performance.now() - start) / 1000;

  const isDone = () =>
    run.sent >= (options.records ?? Infinity) || elapsed() >= (options.seconds ?? Infinity);
  const keepSending = async (own: RequestBody[]) => {
    for (let round = 0; !isDone(); round++) {
      const body = bodyFor(own, run.requests++, round);
      body.renew(seed, run.sent, run.order, Date.now() * 1000);
      run.sent += batch;
      run.order += body.traces;
      if (options.rate) await pause(run.sent / options.rate - elapsed());
      const asked = performance.now();
      while ((await send(options.url, agent, wire, body.bytes)) === 'later') {
        run.refusals++;
        await pause(0.2);
      }
      latencies.push(performance.now() - asked);
      run.acknowledged += batch;
    }
  };
  await Promise.all(bodies.map(keepSending));

  const seconds = elapsed();
  const { user, system } = process.cpuUsage(cpu);
  agent.destroy();
  const sorted = latencies.sort((one, other) => one - other);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? NaN;
  return {
    records: run.acknowledged,
    seconds,
    refusals: run.refusals,
    p50: at(0.5),
    p99: at(0.99),
    ownCpu: (user + system) / 1e6 / seconds,
  };
}

/** The body whose service is the request's turn, so that {@link serviceOfOrder} can tell it. */
function bodyFor(own: readonly RequestBody[], request: number, round: number): RequestBody {
  const services = SERVICES.length;
  return own[(request % services) + services * (round % (own.length / services))]!;
}

/** Which service an order's trace is of, in a run whose first order is 0. */
export function serviceOfOrder(order: number, batch: number): string {
  return SERVICES[Math.floor(order / Math.ceil(batch / SPANS_A_TRACE)) % SERVICES.length]!;
}

function pause(seconds: number): Promise<unknown> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(seconds, 0) * 1000));
}

/** Rejects for an answer that is neither yes nor later. */
function send(url: string, agent: Agent, wire: Wire, body: Buffer): Promise<'taken' | 'later'> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': TYPES[wire], 'content-length': body.length };
    const request = httpRequest(url, { method: 'POST', agent, headers }, (response) => {
      const { statusCode = 0 } = response;
      response.resume().once('end', () => {
        if (statusCode >= 200 && statusCode < 300) resolve('taken');
        else if (statusCode === 429 || statusCode === 503) resolve('later');
        else reject(new Error(`${url} answered ${statusCode}`));
      });
    });
    request.once('error', reject).end(body);
  });
}
