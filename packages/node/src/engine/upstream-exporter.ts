/**
 * Upstream's OTLP exporter over HTTP, from our typed configuration. The delegates are what its exporter classes are made
 * of; the classes would read the environment a second time.
 */

import type { Agent, ClientRequest } from 'node:http';
import { OTLPExporterBase } from '@opentelemetry/otlp-exporter-base';
import {
  createOtlpHttpExportDelegate,
  httpAgentFactoryFromOptions,
} from '@opentelemetry/otlp-exporter-base/node-http';
import {
  type IExporterMetricsHelper,
  type ISerializer,
  JsonLogsSerializer,
  JsonTraceSerializer,
  LogsExporterMetricsHelper,
  ProtobufLogsSerializer,
  ProtobufTraceSerializer,
  TraceExporterMetricsHelper,
} from '@opentelemetry/otlp-transformer';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { type Failure, TlsMaterial, type TlsTexts } from '@waymark/delivery';
import type { OtlpEndpoint } from '../config/otlp-endpoint.ts';
import { VERSION } from '../version.ts';

/** What upstream needs to know of a signal to export it. */
export interface SignalFormat<T> {
  readonly name: 'traces' | 'logs';
  readonly protobuf: ISerializer<T[], unknown>;
  readonly json: ISerializer<T[], unknown>;
  readonly component: string;
  readonly metrics: IExporterMetricsHelper<T[]>;
}

export const SPANS: SignalFormat<ReadableSpan> = {
  name: 'traces',
  protobuf: ProtobufTraceSerializer,
  json: JsonTraceSerializer,
  component: 'otlp_http_span_exporter',
  metrics: TraceExporterMetricsHelper,
};

export const LOG_RECORDS: SignalFormat<ReadableLogRecord> = {
  name: 'logs',
  protobuf: ProtobufLogsSerializer,
  json: JsonLogsSerializer,
  component: 'otlp_http_log_exporter',
  metrics: LogsExporterMetricsHelper,
};

/** Encodes a request's body, and names what it is. */
export function bodyOf<T>(format: SignalFormat<T>, protocol: OtlpEndpoint['protocol']) {
  const serializer = protocol === 'http/json' ? format.json : format.protobuf;
  const contentType = protocol === 'http/json' ? 'application/json' : 'application/x-protobuf';
  return { serializer, contentType };
}

/**
 * @param otlp of protocol `http/protobuf` or `http/json`
 * @param onViewer called for each answer that says that it is our viewer's, with what it says
 */
export function upstreamExporter<T>(
  format: SignalFormat<T>,
  otlp: OtlpEndpoint,
  onViewer?: (said: string) => void,
): OTLPExporterBase<T[]> {
  const { serializer, contentType } = bodyOf(format, otlp.protocol);
  const options = {
    url: otlp.url,
    headers: () => Promise.resolve({ ...otlp.headers, 'Content-Type': contentType }),
    timeoutMillis: otlp.timeoutMillis,
    compression: otlp.compression,
    concurrencyLimit: 30,
    // At the first request, and as long as it fails at each: what cannot be read yet is not left out.
    agentFactory: async (protocol: string) => {
      const agent = await httpAgentFactoryFromOptions(agentOptions(protocol, otlp.tls))(protocol);
      return onViewer === undefined ? agent : listening(agent, onViewer);
    },
    userAgent: `waymark/${VERSION}`,
  };
  const delegate = createOtlpHttpExportDelegate(
    options,
    serializer,
    format.component,
    format.metrics,
    undefined,
  );
  return new OTLPExporterBase(delegate);
}

/** Upstream's exporter hands out no headers, but each of its requests passes its agent. */
function listening(agent: Agent, onViewer: (said: string) => void): Agent {
  const asked = agent as Agent & { addRequest(request: ClientRequest, ...rest: unknown[]): void };
  const addRequest = asked.addRequest.bind(agent);
  asked.addRequest = (request, ...rest) => {
    request.once('response', ({ headers }) => {
      if ('waymark-viewer' in headers) onViewer(String(headers['waymark-viewer']));
    });
    addRequest(request, ...rest);
  };
  return agent;
}

/** As our own delivery has them. What knows them is looked at for TLS alone. */
function agentOptions(protocol: string, tls: OtlpEndpoint['tls']) {
  return protocol === 'https:' ? { keepAlive: true, ...textsOf(tls) } : { keepAlive: true };
}

/** @throws Error whose message is for a person */
function textsOf(tls: OtlpEndpoint['tls']): TlsTexts {
  try {
    return new TlsMaterial(tls).current();
  } catch (error) {
    const { code, why = code } = error as Failure;
    throw new Error(`${why} (${code})`);
  }
}
