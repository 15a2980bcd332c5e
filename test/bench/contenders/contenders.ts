/** Who is measured, how each is switched on, and with which environment. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

export type ModuleSystem = 'cjs' | 'esm';
/** What the sink is to expect. */
export type Delivers = 'otlp' | 'datadog' | 'nothing';

export interface Contender {
  name: string;
  /** Package and version, for the report. */
  title: string;
  delivers: Delivers;
  /** Whether a framework's layers have spans, beside the one of the request. */
  layers: boolean;
  /** Whether a line of the app's becomes an event of the request's span. */
  eventOfLine?: boolean;
  flags(modules: ModuleSystem): string[];
  /** Its environment beside `sharedEnv`. All of it is printed. */
  env(sinkUrl: string): Record<string, string>;
}

const peers = createRequire(import.meta.url);
const here = join(import.meta.dirname, '..');
const ours = join(here, '../../packages/node');
/** Another build of ours, to compare two of them or to be safe from somebody who builds. */
const otherBuild = process.env['WAYMARK_BENCH_DIST'];
const dist = otherBuild ?? join(ours, 'dist');
export const isOtherBuild = otherBuild !== undefined;

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
    OTEL_BSP_MAX_QUEUE_SIZE: '262144',
    OTEL_NODE_RESOURCE_DETECTORS: 'env,host,os,process',
  };
}

export const bare: Contender = {
  name: 'bare',
  title: 'no agent',
  delivers: 'nothing',
  layers: false,
  flags: () => [],
  env: () => ({}),
};

export const upstream: Contender = {
  name: 'upstream',
  title: `@opentelemetry/auto-instrumentations-node ${peerVersion('@opentelemetry/auto-instrumentations-node')}`,
  delivers: 'otlp',
  layers: true,
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

export const ddTrace: Contender = {
  name: 'dd-trace',
  title: `dd-trace ${peerVersion('dd-trace')}`,
  delivers: 'datadog',
  layers: true,
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

export const waymark: Contender = {
  name: 'waymark',
  title: `@waymark/node ${manifest(ours).version}`,
  delivers: 'otlp',
  layers: false,
  flags: () => ['--require', join(dist, 'register.cjs')],
  env: openTelemetryEnv,
};

/** Ours with a span a layer, as upstream has them. */
export const waymarkFull: Contender = {
  ...variant(waymark, 'waymark full', { WAYMARK_SPANS: 'full' }),
  layers: true,
};

/** The same with more in its environment. */
export function variant(of: Contender, name: string, env: Record<string, string>): Contender {
  return { ...of, name, env: (sinkUrl) => ({ ...of.env(sinkUrl), ...env }) };
}

/** In the order of the tables. */
export const contenders: readonly Contender[] = [bare, upstream, ddTrace, waymark];

function importUrl(specifier: string): string {
  return import.meta.resolve(specifier);
}

/** From the manifest that pins it, so that this module loads where the peers are not installed. */
function peerVersion(name: string): string {
  return manifest(here).dependencies[name]!;
}

function manifest(folder: string): { version: string; dependencies: Record<string, string> } {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
