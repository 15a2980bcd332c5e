/** The one line that a start prints: version, service, what is on, where it goes. */

import type { Attributes } from '@opentelemetry/api';
import type { WaymarkConfig } from './config/config.ts';
import type { LogExporterName } from './config/log-exporters-config.ts';
import { shownUrl } from './config/otlp-endpoint.ts';
import { destinationsOf, type ExporterName } from './config/signal-config.ts';
import { showsLogsOnSpans } from './logging/logging.ts';
import { VERSION } from './version.ts';

const JAEGER_OTLP_PORTS = ['4317', '4318'];
const JAEGER_PAGE_PORT = 16686;

/** Built from an allow-list: names, hosts and switches, never a header or a credential. */
export function startLine(config: WaymarkConfig, service: Attributes): string {
  const { 'service.name': name, 'service.version': version } = service;
  const shown = version === undefined ? name : `${name} ${version}`;
  const parts = [
    `traces ${traces(config)}`,
    `logs ${logs(config)}`,
    `metrics ${metrics(config)}`,
    `request ids ${config.requestIds ? 'on' : 'off'}`,
  ];
  const by =
    config.engine === 'upstream' ? " by upstream's SDK" : config.spans === 'full' ? ' with layers' : '';
  return `${VERSION} traces ${shown}${by}: ${parts.join(', ')}${lookAt(config)}`;
}

function traces({ traces }: WaymarkConfig): string {
  const places = destinationsOf(traces).flatMap(({ exporters, otlp, zipkin }) =>
    exporters.map((name) =>
      name === 'zipkin'
        ? destination(name, zipkin.url, '/api/v2/spans')
        : destination(name, otlp.url, '/v1/traces'),
    ),
  );
  return places.join(' and ') || 'off';
}

function logs(config: WaymarkConfig): string {
  const places = destinationsOf(config.logs).flatMap((each) =>
    each.exporters.map((name) => {
      const shown = each[name as LogExporterName]?.shown;
      return shown === undefined ? destination(name, each.otlp.url, '/v1/logs') : `to ${shown}`;
    }),
  );
  if (showsLogsOnSpans(config)) {
    const { logsOnSpans } = config;
    places.push(logsOnSpans === 'events' ? 'on spans (events)' : `on spans (${logsOnSpans} and above)`);
  }
  return places.length === 0 ? 'off' : places.join(' and ') + exceptBelow(config);
}

function exceptBelow({ logTail }: WaymarkConfig): string {
  if (logTail === undefined) return '';
  return logTail.mode === 'off'
    ? `, from ${logTail.level} on`
    : `, below ${logTail.level} when requests fail`;
}

function metrics({ metrics: { exporters, otlp, prometheus } }: WaymarkConfig): string {
  const places = exporters.map((name) =>
    name === 'prometheus'
      ? `on http://${prometheus.host}:${prometheus.port}/metrics`
      : destination(name, otlp.url, '/v1/metrics'),
  );
  return places.join(' and ') || 'off';
}

/** Without the signal's own path: the endpoint as people write it. */
function destination(name: ExporterName, url: string, path: string): string {
  if (name === 'console') return 'to the console';
  const shown = shownUrl(url);
  return `to ${shown.endsWith(path) ? shown.slice(0, -path.length) : shown}`;
}

function lookAt(config: WaymarkConfig): string {
  const page = jaegerPage(config) ?? zipkinPage(config) ?? viewerPage(config);
  return page === undefined ? '' : `; look at ${page}`;
}

/** Jaeger's page is where its OTLP port is the usual one; nobody can tell where it is otherwise. */
function jaegerPage({ traces: { exporters, otlp } }: WaymarkConfig): string | undefined {
  if (!exporters.includes('jaeger')) return undefined;
  const { hostname, port } = new URL(otlp.url);
  return JAEGER_OTLP_PORTS.includes(port) ? `http://${hostname}:${JAEGER_PAGE_PORT}` : undefined;
}

/** Zipkin's page and API share a port. */
function zipkinPage({ traces: { exporters, zipkin } }: WaymarkConfig): string | undefined {
  const isUsual = exporters.includes('zipkin') && zipkin.url.endsWith('/api/v2/spans');
  return isUsual ? shownUrl(zipkin.url).replace('/api/v2/spans', '/zipkin') : undefined;
}

/** The viewer's page and OTLP over HTTP share a port. */
function viewerPage({ traces: { exporters, otlp } }: WaymarkConfig): string | undefined {
  const isUsual = exporters.includes('viewer') && otlp.url.endsWith('/v1/traces');
  return isUsual ? shownUrl(otlp.url).replace('/v1/traces', '') : undefined;
}
