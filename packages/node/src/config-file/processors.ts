/** `processors` of the tracer and of the logger provider: each with its exporter is a destination. */

import type { EnvReader } from '../config/env-reader.ts';
import { LOG_EXPORTERS, type LogExportersConfig } from '../config/log-exporters-config.ts';
import type { OtlpEndpoint } from '../config/otlp-endpoint.ts';
import type { BatchConfig, ExporterName, SignalConfig, TracesConfig } from '../config/signal-config.ts';
import type { ZipkinEndpoint } from '../config/zipkin-endpoint.ts';
import { console, ended, otlpGrpc, otlpHttp, timeout, zipkin } from './exporters.ts';
import { logExporterOf } from './log-exporters.ts';
import type { Section } from './section.ts';

interface Exporter extends LogExportersConfig {
  readonly name: ExporterName;
  readonly otlp?: OtlpEndpoint;
  readonly zipkin?: ZipkinEndpoint;
}

/** @param defaults what stands in for what an exporter does not have */
export function spanDestinations(provider: Section | undefined, defaults: TracesConfig): TracesConfig {
  return joined(destinations(provider, defaults, spanExporter, []), defaults);
}

/** @param variables those of exporters of ours, which hold over what the file says */
export function logDestinations(
  provider: Section | undefined,
  defaults: SignalConfig,
  variables: EnvReader,
): SignalConfig {
  const unsupported = ['event_to_span_event_bridge/development'];
  const exporter = (section: Section) => logExporter(section, variables);
  return joined(destinations(provider, defaults, exporter, unsupported), defaults);
}

function joined<T extends SignalConfig>([first, ...also]: readonly T[], defaults: T): T {
  const exporters: readonly ExporterName[] = [];
  return first === undefined
    ? { ...defaults, exporters }
    : { ...first, ...(also.length > 0 ? { also } : {}) };
}

function destinations<T extends SignalConfig>(
  provider: Section | undefined,
  defaults: T,
  exporterOf: (section: Section) => Exporter | undefined,
  unsupported: readonly string[],
): T[] {
  if (provider === undefined) return [];
  const processors = provider.sections('processors');
  if (processors === undefined || processors.length === 0) provider.missing('processors');
  return (processors ?? []).flatMap((processor) => {
    const destination = processor.variant<T | undefined>(
      {
        batch: (section) => {
          const exporter = exporterIn(section, exporterOf);
          return ended(destinationOf(exporter, batch(section, defaults.batch), defaults), section);
        },
        simple: (section) => {
          const each = { ...defaults.batch, maxExportBatchSize: 1, scheduledDelayMillis: 0 };
          return ended(destinationOf(exporterIn(section, exporterOf), each, defaults), section);
        },
      },
      unsupported,
    );
    return destination === undefined ? [] : [destination];
  });
}

function destinationOf<T extends SignalConfig>(
  exporter: Exporter | undefined,
  batch: BatchConfig,
  defaults: T,
): T | undefined {
  if (exporter === undefined) return undefined;
  const { name, ...endpoints } = exporter;
  return { ...defaults, ...endpoints, exporters: [name], askedFor: true, batch };
}

function exporterIn(
  section: Section,
  exporterOf: (section: Section) => Exporter | undefined,
): Exporter | undefined {
  const exporter = section.section('exporter');
  if (exporter === undefined) section.missing('exporter');
  return exporter === undefined ? undefined : exporterOf(exporter);
}

function spanExporter(section: Section): Exporter | undefined {
  return section.variant<Exporter>(
    {
      otlp_http: (each) => ended({ name: 'otlp', otlp: otlpHttp(each, 'TRACES') }, each),
      otlp_grpc: (each) => ended({ name: 'otlp', otlp: otlpGrpc(each) }, each),
      console,
      zipkin: (each) => ({ name: 'zipkin', zipkin: zipkin(each) }),
    },
    ['otlp_file/development'],
  );
}

function logExporter(section: Section, variables: EnvReader): Exporter | undefined {
  const ours = LOG_EXPORTERS.map(
    (name) => [name, (each: Section) => logExporterOf(name, each, variables)] as const,
  );
  return section.variant<Exporter>(
    {
      otlp_http: (each) => ended({ name: 'otlp', otlp: otlpHttp(each, 'LOGS') }, each),
      otlp_grpc: (each) => ended({ name: 'otlp', otlp: otlpGrpc(each) }, each),
      console,
      ...Object.fromEntries(ours),
    },
    ['otlp_file/development'],
  );
}

function batch(section: Section, defaults: BatchConfig): BatchConfig {
  const maxQueueSize = section.integer('max_queue_size', 1) ?? defaults.maxQueueSize;
  return {
    scheduledDelayMillis: section.millis('schedule_delay') ?? defaults.scheduledDelayMillis,
    exportTimeoutMillis: timeout(section, 'export_timeout', defaults.exportTimeoutMillis),
    maxQueueSize,
    maxExportBatchSize: batchSize(section, defaults.maxExportBatchSize, maxQueueSize),
  };
}

/** A batch that does not fit into the queue would be dropped, and so every one. */
function batchSize(section: Section, fallback: number, queueSize = Number.POSITIVE_INFINITY): number {
  const size = section.integer('max_export_batch_size', 1);
  if (size !== undefined && size > queueSize) {
    section.remark('max_export_batch_size', `is more than max_queue_size: ${queueSize} is used`);
  }
  return Math.min(size ?? fallback, queueSize);
}
