/**
 * Metrics as Prometheus' text, by upstream's exporter behind a server of ours: it is not traced, tells of a port that is
 * taken in one line, and keeps no process alive. The text format of that exporter has no exemplars.
 */

import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import type { MetricProducer, MetricReader } from '@opentelemetry/sdk-metrics';

export interface PrometheusOptions {
  readonly host: string;
  readonly port: number;
  /** Metrics beside those of the SDK. */
  readonly producer: MetricProducer;
  report(line: string): void;
}

const PATH = '/metrics';

export function prometheusReader({ host, port, producer, report }: PrometheusOptions): {
  reader: MetricReader;
  close(): void;
} {
  const exporter = new PrometheusExporter({ preventServerStart: true, metricProducers: [producer] });
  const server = createServer((request, response) => answer(exporter, request, response));
  // Past every patch of `Server.prototype.emit`: a scrape is no request of the application.
  server.emit = EventEmitter.prototype.emit;
  server.on('error', (error: NodeJS.ErrnoException) => {
    const why = error.code === 'EADDRINUSE' ? 'another process has that port' : error.message;
    report(
      `metrics are not served on ${host}:${port}: ${why}; choose another by OTEL_EXPORTER_PROMETHEUS_PORT`,
    );
  });
  // Exclusive, because the workers of a cluster would answer in turns, each with its own counts.
  server.listen({ host, port, exclusive: true }).unref();
  return { reader: exporter, close: () => void server.close() };
}

function answer(exporter: PrometheusExporter, request: IncomingMessage, response: ServerResponse): void {
  if (request.url?.split('?', 1)[0] === PATH) exporter.getMetricsRequestHandler(request, response);
  else response.writeHead(404).end();
}
