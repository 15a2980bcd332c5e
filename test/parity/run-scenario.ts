/** One scenario in one process, under one engine. */

import { join } from 'node:path';
import { type NodeVersion, nodes, runNode, startOtlpServer } from '@waymark/testing';
import { type EngineName, engines, type ModuleSystem } from './engines.ts';
import { type Recording, recordingOf } from './recording.ts';
import type { Scenario } from './scenarios.ts';
import { serverEnv } from './servers.ts';

export interface Run {
  readonly engine: EngineName;
  readonly modules: ModuleSystem;
  readonly node: NodeVersion;
}

/** @throws {Error} when the scenario does not end with 0, or sends what a strict receiver objects to */
export async function runScenario(scenario: Scenario, { engine, modules, node }: Run): Promise<Recording> {
  await using sink = await startOtlpServer();
  const { flags, env } = engines[engine];
  const app = join(import.meta.dirname, 'scenarios', modules === 'cjs' ? 'app.cjs' : 'app.mjs');
  const result = await runNode(app, {
    node: nodes[node],
    flags: flags(modules),
    args: [join(import.meta.dirname, 'scenarios', scenario.file)],
    env: {
      ...sharedEnv(sink.url),
      ...(await serverEnv(scenario.needs ?? [])),
      ...env,
      ...scenario.env,
    },
  });
  if (result.code !== 0)
    throw new Error(`${scenario.name} under ${engine} ended with ${result.code}:\n${result.stderr}`);
  sink.assertClean();
  return recordingOf(sink);
}

/**
 * The same for all. The detectors of clouds ask the network; dns and net are off by default with us, and on upstream,
 * where every connection of every scenario would have their spans.
 */
function sharedEnv(sinkUrl: string): Record<string, string> {
  return {
    OTEL_SERVICE_NAME: 'parity',
    OTEL_EXPORTER_OTLP_ENDPOINT: sinkUrl,
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_NODE_RESOURCE_DETECTORS: 'env',
    OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'dns,net',
    OTEL_BSP_SCHEDULE_DELAY: '100',
    OTEL_BLRP_SCHEDULE_DELAY: '100',
  };
}
