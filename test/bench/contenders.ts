/** Who is measured, how each is switched on, and with which environment. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

export type ModuleSystem = 'cjs' | 'esm';
/** What the sink is to expect. */
export type Delivers = 'otlp' | 'datadog' | 'nothing';

export interface Contender {
  name: 'bare' | 'upstream' | 'dd-trace' | 'waymark';
  /** Package and version, for the report. */
  title: string;
  delivers: Delivers;
  flags(modules: ModuleSystem): string[];
  /** Its environment beside `sharedEnv`. All of it is printed. */
  env(sinkUrl: string): Record<string, string>;
}

const peers = createRequire(import.meta.url);
const ours = join(import.meta.dirname, '../../packages/node');

/** The environment of all, bare included. Nothing else is inherited. Express has a production mode. */
export const sharedEnv: Record<string, string> = {
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '',
  NODE_ENV: 'production',
};

/**
 * The same for upstream and for ours, with production's batch delay and export interval. Upstream's queue of 2048 would
 * drop spans under a closed loop. Upstream's other resource detectors ask the network who the cloud is.
 */
function openTelemetryEnv(sinkUrl: string): Record<string, string> {
  return {
    OTEL_SERVICE_NAME: 'bench',
    OTEL_EXPORTER_OTLP_ENDPOINT: sinkUrl,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_METRICS_EXPORTER: 'otlp',
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_TRACES_SAMPLER: 'parentbased_always_on',
    OTEL_BSP_MAX_QUEUE_SIZE: '65536',
    OTEL_NODE_RESOURCE_DETECTORS: 'env,host,os,process',
  };
}

const bare: Contender = {
  name: 'bare',
  title: 'no agent',
  delivers: 'nothing',
  flags: () => [],
  env: () => ({}),
};

const upstream: Contender = {
  name: 'upstream',
  title: `@opentelemetry/auto-instrumentations-node ${peerVersion('@opentelemetry/auto-instrumentations-node')}`,
  delivers: 'otlp',
  // For ESM as OpenTelemetry's documentation has it: register, and the loader that sees ESM imports.
  flags: (modules) =>
    modules === 'cjs'
      ? ['--require', peers.resolve('@opentelemetry/auto-instrumentations-node/register')]
      : [
          '--no-warnings',
          `--experimental-loader=${importUrl('@opentelemetry/instrumentation/hook.mjs')}`,
          `--import=${importUrl('@opentelemetry/auto-instrumentations-node/register')}`,
        ],
  env: openTelemetryEnv,
};

const ddTrace: Contender = {
  name: 'dd-trace',
  title: `dd-trace ${peerVersion('dd-trace')}`,
  delivers: 'datadog',
  flags: (modules) =>
    modules === 'cjs'
      ? ['--require', peers.resolve('dd-trace/init')]
      : [`--import=${importUrl('dd-trace/initialize.mjs')}`],
  // Product telemetry and remote configuration are traffic of their own that the others do not have.
  env: (sinkUrl) => ({
    DD_SERVICE: 'bench',
    DD_TRACE_AGENT_URL: sinkUrl,
    DD_TRACE_STARTUP_LOGS: 'false',
    DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
    DD_REMOTE_CONFIGURATION_ENABLED: 'false',
    DD_RUNTIME_METRICS_ENABLED: 'false',
  }),
};

const waymark: Contender = {
  name: 'waymark',
  title: `@waymark/node ${manifest(ours).version}`,
  delivers: 'otlp',
  flags: () => ['--require', join(ours, 'dist/register.cjs')],
  env: openTelemetryEnv,
};

/** In the order of the tables. */
export const contenders: readonly Contender[] = [bare, upstream, ddTrace, waymark];

/** What the budget compares: everything but dd-trace. */
export const budgetContenders: readonly Contender[] = [bare, upstream, waymark];

/** Rotated and, every other round, reversed, so that nobody always follows the same neighbour. */
export function orderOf<T>(all: readonly T[], round: number): T[] {
  const start = round % all.length;
  const rotated = [...all.slice(start), ...all.slice(0, start)];
  return Math.floor(round / all.length) % 2 === 0 ? rotated : rotated.reverse();
}

function importUrl(specifier: string): string {
  return import.meta.resolve(specifier);
}

/** From the manifest that pins it, so that this module loads where the peers are not installed. */
function peerVersion(name: string): string {
  return manifest(import.meta.dirname).dependencies[name]!;
}

function manifest(folder: string): { version: string; dependencies: Record<string, string> } {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
