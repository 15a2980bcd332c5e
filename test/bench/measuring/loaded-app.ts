/** A fresh server app with a load that can be put on it, and the check that all of it arrived. */

import type { Contender } from '../contenders/contenders.ts';
import { type Load, openLoad } from '../load/load.ts';
import type { RequestScenario } from '../scenarios/requests.ts';
import type { Arrived } from '../sink/arrived.ts';
import { type ServerApp, startServerApp } from './app-process.ts';
import type { Bench } from './bench.ts';
import { expectedOf, missing } from './expected.ts';

/** dd-trace sends what it has two seconds after the first of it; OpenTelemetry's processors send while there is a batch. */
const DATADOG_INTERVAL_MS = 2_000 + 500;

export interface LoadedApp {
  app: ServerApp;
  load: Load;
  /** Flushes; resolves with what arrived when it is what was sent, rejects when it is not within 20 s. */
  delivered(): Promise<Arrived>;
  /** Resolves when nothing more arrives: what is left is a part of a batch. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

export async function startLoadedApp(
  bench: Bench,
  scenario: RequestScenario,
  contender: Contender,
  flags: readonly string[] = [],
): Promise<LoadedApp> {
  const { node, sink, services } = bench;
  await sink.reset();
  services.reset();
  const argument = await services.argumentFor(scenario);
  const app = await startServerApp({
    file: scenario.app,
    contender,
    sinkUrl: sink.url,
    node,
    flags,
    argument,
  });
  const load = await openLoad(app.port, scenario.requests);

  async function settled(): Promise<void> {
    if (contender.delivers === 'nothing') return;
    if (contender.delivers === 'otlp') return sink.settle();
    const expected = expectedOf(scenario, contender, load.sent);
    await sink.settle((now) => missing(expected, now) === undefined, DATADOG_INTERVAL_MS);
  }

  async function delivered(): Promise<Arrived> {
    await settled();
    await app.flush();
    const expected = expectedOf(scenario, contender, load.sent);
    const arrived = await sink.waitFor((now) => missing(expected, now) === undefined);
    const complaint = missing(expected, arrived) ?? missingOutside(bench, scenario, contender, load);
    if (complaint === undefined) return arrived;
    throw new Error(`${contender.name}: ${load.sent.total} requests were sent, and ${complaint}`);
  }

  return {
    app,
    load,
    delivered,
    settled,
    stop: async () => {
      load.close();
      await app.stop();
    },
  };
}

/** What is checked elsewhere than at the sink. */
function missingOutside(
  { services }: Bench,
  { expects }: RequestScenario,
  { delivers }: Contender,
  { sent }: Load,
): string | undefined {
  if (delivers === 'nothing') return undefined;
  const asked = services.askedInTrace();
  if (expects.outgoing && asked !== sent.total) return `the backend saw ${asked} of them in a trace`;
  const lines = expects.line ? services.linesInTrace() : sent.total;
  if (lines !== sent.total) return `${lines} lines have the id of a trace`;
  return undefined;
}
