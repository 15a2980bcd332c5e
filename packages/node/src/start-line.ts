/** The one line that a start prints: version, service, what is on, where it goes. */

import type { Attributes } from '@opentelemetry/api';
import type { WaymarkConfig } from './config/config.ts';
import { shownUrl } from './config/otlp-endpoint.ts';
import type { SignalConfig } from './config/signal-config.ts';
import { VERSION } from './version.ts';

/** Jaeger's page stands on the host that takes its spans. */
const JAEGER_PAGE_PORT = 16686;

/** Built from an allow-list: names, hosts and switches, never a header or a credential. */
export function startLine(config: WaymarkConfig, resource: Attributes): string {
  const name = resource['service.name'];
  const version = resource['service.version'];
  const parts = [
    `traces ${destinations(config.traces)}`,
    `logs ${destinations(config.logs)}${onSpans(config)}`,
    `request ids ${config.requestIds ? 'on' : 'off'}`,
  ];
  return `${VERSION} traces ${name}${version === undefined ? '' : ` ${version}`}: ${parts.join(', ')}${lookAt(config)}`;
}

function destinations(signal: SignalConfig): string {
  if (signal.exporters.length === 0) return 'off';
  return signal.exporters
    .map((name) =>
      name === 'console' ? 'to the console' : `to ${new URL(shownUrl(signal.otlp.url)).origin}`,
    )
    .join(' and ');
}

function onSpans(config: WaymarkConfig): string {
  if (config.traces.exporters.length === 0 || config.logsOnSpans === 'off') return '';
  return config.logsOnSpans === 'events'
    ? ' (events on spans)'
    : ` (${config.logsOnSpans} and above on spans)`;
}

function lookAt(config: WaymarkConfig): string {
  if (!config.traces.exporters.includes('jaeger')) return '';
  const { hostname } = new URL(config.traces.otlp.url);
  return `; look at http://${hostname}:${JAEGER_PAGE_PORT}`;
}
