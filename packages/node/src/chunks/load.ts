/** Parts that load when they are first needed. Each is one file beside the start file in the build's output. */

import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import type { UpstreamChunk } from '@waymark/instrumentations';
import type * as BoundaryChunk from './boundary.chunk.ts';
import type * as BoundaryConfigChunk from './boundary-config.chunk.ts';
import type * as ConfigFileChunk from './config-file.chunk.ts';
import type * as ConsoleChunk from './console.chunk.ts';
import type * as DarkBundleChunk from './dark-bundle.chunk.ts';
import type * as DetectorsChunk from './detectors.chunk.ts';
import type * as ElasticsearchChunk from './elasticsearch.chunk.ts';
import type * as FluentdChunk from './fluentd.chunk.ts';
import type * as FrameworksChunk from './frameworks.chunk.ts';
import type * as GraphqlChunk from './graphql.chunk.ts';
import type * as GrpcChunk from './grpc.chunk.ts';
import type * as Http2Chunk from './http2.chunk.ts';
import type * as LastWordsChunk from './last-words.chunk.ts';
import type * as LayersChunk from './layers.chunk.ts';
import type * as LogExportersConfigChunk from './log-exporters-config.chunk.ts';
import type * as LogFieldsChunk from './log-fields.chunk.ts';
import type * as LogTailChunk from './log-tail.chunk.ts';
import type * as LogTailConfigChunk from './log-tail-config.chunk.ts';
import type * as LoggersChunk from './loggers.chunk.ts';
import type * as LogsSdkChunk from './logs-sdk.chunk.ts';
import type * as LogstashChunk from './logstash.chunk.ts';
import type * as MetricsSdkChunk from './metrics-sdk.chunk.ts';
import type * as MoreLoggersChunk from './more-loggers.chunk.ts';
import type * as NestjsChunk from './nestjs.chunk.ts';
import type * as NextChunk from './next.chunk.ts';
import type * as OptionsChunk from './options.chunk.ts';
import type * as OtlpJsonChunk from './otlp-json.chunk.ts';
import type * as OwnVariablesChunk from './own-variables.chunk.ts';
import type * as PendingSpansChunk from './pending-spans.chunk.ts';
import type * as PrometheusChunk from './prometheus.chunk.ts';
import type * as PropagatorsChunk from './propagators.chunk.ts';
import type * as RedactionChunk from './redaction.chunk.ts';
import type * as RedactionConfigChunk from './redaction-config.chunk.ts';
import type * as RequestLogChunk from './request-log.chunk.ts';
import type * as RuleSamplerChunk from './rule-sampler.chunk.ts';
import type * as SamplingRulesChunk from './sampling-rules.chunk.ts';
import type * as SecretReadersChunk from './secret-readers.chunk.ts';
import type * as SqliteChunk from './sqlite.chunk.ts';
import type * as TelemetryChunk from './telemetry.chunk.ts';
import type * as UpstreamEngineChunk from './upstream-engine.chunk.ts';
import type * as ZipkinChunk from './zipkin.chunk.ts';

/** CommonJS's own `module`: the build's output is CommonJS, whose `require` is synchronous and is left alone by the bundler. */
declare const module: { require(id: string): unknown; readonly path: string };

export interface Chunks {
  boundary: typeof BoundaryChunk;
  'boundary-config': typeof BoundaryConfigChunk;
  'config-file': typeof ConfigFileChunk;
  console: typeof ConsoleChunk;
  'dark-bundle': typeof DarkBundleChunk;
  detectors: typeof DetectorsChunk;
  elasticsearch: typeof ElasticsearchChunk;
  fluentd: typeof FluentdChunk;
  frameworks: typeof FrameworksChunk;
  graphql: typeof GraphqlChunk;
  grpc: typeof GrpcChunk;
  http2: typeof Http2Chunk;
  'last-words': typeof LastWordsChunk;
  layers: typeof LayersChunk;
  'log-exporters-config': typeof LogExportersConfigChunk;
  'log-fields': typeof LogFieldsChunk;
  'log-tail': typeof LogTailChunk;
  'log-tail-config': typeof LogTailConfigChunk;
  loggers: typeof LoggersChunk;
  'logs-sdk': typeof LogsSdkChunk;
  logstash: typeof LogstashChunk;
  'metrics-sdk': typeof MetricsSdkChunk;
  'more-loggers': typeof MoreLoggersChunk;
  nestjs: typeof NestjsChunk;
  next: typeof NextChunk;
  options: typeof OptionsChunk;
  'otlp-json': typeof OtlpJsonChunk;
  'own-variables': typeof OwnVariablesChunk;
  'pending-spans': typeof PendingSpansChunk;
  prometheus: typeof PrometheusChunk;
  propagators: typeof PropagatorsChunk;
  redaction: typeof RedactionChunk;
  'redaction-config': typeof RedactionConfigChunk;
  'request-log': typeof RequestLogChunk;
  'rule-sampler': typeof RuleSamplerChunk;
  'sampling-rules': typeof SamplingRulesChunk;
  'secret-readers': typeof SecretReadersChunk;
  sqlite: typeof SqliteChunk;
  telemetry: typeof TelemetryChunk;
  'upstream-engine': typeof UpstreamEngineChunk;
  zipkin: typeof ZipkinChunk;
}

/** Loads a part, at most once (Node's module cache). Throws what its loading throws. */
export function loadChunk<K extends keyof Chunks>(name: K): Chunks[K] {
  return untraced(`./${name}.cjs`) as Chunks[K];
}

/** The path of a part that is a program of its own. */
export function chunkFile(name: string): string {
  return `${module.path}/${name}.cjs`;
}

/** Upstream's instrumentation `name`, by the table of `@waymark/instrumentations`. */
export function loadUpstream(name: string): UpstreamChunk {
  return untraced(`./upstream-${name}.cjs`) as UpstreamChunk;
}

/** How many parts are loading, each within the one before. */
let loading = 0;
const afterwards: (() => void)[] = [];

/** Whether a part is loading, so that what it has is not all there yet. */
export function isLoadingPart(): boolean {
  return loading > 0;
}

/** Calls `then` when the parts are there that are loading now. */
export function afterLoading(then: () => void): void {
  afterwards.push(then);
}

/** Where the application wants spans of `node:fs`, reading our own files is none of them, and may come of one. */
function untraced(file: string): unknown {
  loading++;
  try {
    return context.with(suppressTracing(context.active()), () => module.require(file));
  } finally {
    loading--;
    if (loading === 0) for (const then of afterwards.splice(0)) then();
  }
}
