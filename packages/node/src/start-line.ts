/** The one line that a start prints: version, service, what is on, where it goes. */

import type { Attributes } from '@opentelemetry/api';
import type { WaymarkConfig } from './config/config.ts';
import { type ExporterName, shownUrl } from './config/otlp-endpoint.ts';
import { showsLogsOnSpans } from './logging.ts';
import { VERSION } from './version.ts';

const JAEGER_OTLP_PORT = '4318';
const JAEGER_PAGE_PORT = 16686;

/** Built from an allow-list: names, hosts and switches, never a header or a credential. */
export function startLine(config: WaymarkConfig, resource: Attributes): string {
  const { 'service.name': name, 'service.version': version } = resource;
  const service = version === undefined ? name : `${name} ${version}`;
  const parts = [
    `traces ${traces(config)}`,
    `logs ${logs(config)}`,
    `request ids ${config.requestIds ? 'on' : 'off'}`,
  ];
  return `${VERSION} traces ${service}: ${parts.join(', ')}${lookAt(config)}`;
}

function traces({ traces: { exporters, otlp } }: WaymarkConfig): string {
  return exporters.map((name) => destination(name, otlp.url, '/v1/traces')).join(' and ') || 'off';
}

function logs(config: WaymarkConfig): string {
  const { exporters, otlp } = config.logs;
  const places = exporters.map((name) => destination(name, otlp.url, '/v1/logs'));
  if (showsLogsOnSpans(config)) {
    const { logsOnSpans } = config;
    places.push(logsOnSpans === 'events' ? 'on spans (events)' : `on spans (${logsOnSpans} and above)`);
  }
  return places.join(' and ') || 'off';
}

/** Without the signal's own path: the endpoint as people write it. */
function destination(name: ExporterName, url: string, path: string): string {
  if (name === 'console') return 'to the console';
  const shown = shownUrl(url);
  return `to ${shown.endsWith(path) ? shown.slice(0, -path.length) : shown}`;
}

/** Jaeger's page is where its OTLP port is the usual one; nobody can tell where it is otherwise. */
function lookAt({ traces: { exporters, otlp } }: WaymarkConfig): string {
  const { hostname, port } = new URL(otlp.url);
  const isUsual = exporters.includes('jaeger') && port === JAEGER_OTLP_PORT;
  return isUsual ? `; look at http://${hostname}:${JAEGER_PAGE_PORT}` : '';
}
