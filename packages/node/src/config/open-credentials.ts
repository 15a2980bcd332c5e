/** Credentials that would go over plain text to another host: the exporter that would send them is off. */

import { type Destination, openCredentials } from '@waymark/delivery';
import type { WaymarkConfig } from './config.ts';
import type { EnvReader } from './env-reader.ts';
import type { LogExportersConfig } from './log-exporters-config.ts';
import type { MetricsConfig } from './metrics-config.ts';
import type { ExporterName, SignalConfig, TracesConfig } from './signal-config.ts';

/** What of a destination is looked at. */
type Place = Pick<Destination, 'url' | 'headers' | 'credentials'>;
type Endpoints = LogExportersConfig & Pick<SignalConfig, 'otlp'> & Partial<Pick<TracesConfig, 'zipkin'>>;

export const PLAINTEXT_CREDENTIALS = 'WAYMARK_PLAINTEXT_CREDENTIALS';
export const PLAINTEXT_CHOICES = ['refuse', 'allow'] as const;

export function withoutOpenCredentials(config: WaymarkConfig, reader: EnvReader): WaymarkConfig {
  if (reader.choice(PLAINTEXT_CREDENTIALS, PLAINTEXT_CHOICES, 'refuse') === 'allow') return config;
  const isKept = (signal: Endpoints) => (name: ExporterName | 'prometheus') => {
    const open = placesOf(name, signal).flatMap(openIn);
    if (open[0] === undefined) return true;
    reader.complain(lineOf(name, open[0]));
    return false;
  };
  const kept = <T extends SignalConfig & { readonly also?: readonly T[] }>(signal: T): T => ({
    ...signal,
    exporters: signal.exporters.filter(isKept(signal)),
    ...(signal.also === undefined ? {} : { also: signal.also.map(kept) }),
  });
  const { traces, logs, metrics } = config;
  const exporters: MetricsConfig['exporters'] = metrics.exporters.filter(isKept(metrics));
  return {
    ...config,
    traces: kept<TracesConfig>(traces),
    logs: kept<SignalConfig>(logs),
    metrics: { ...metrics, exporters },
  };
}

function lineOf(name: string, what: string): string {
  return `${what} over plain text: nothing is sent there by ${name}; use TLS, or set ${PLAINTEXT_CREDENTIALS}=allow`;
}

function openIn(place: Place): string[] {
  const what = openCredentials(place);
  const { protocol, host } = new URL(place.url);
  return what === undefined ? [] : [`${what} would go to ${protocol}//${host}`];
}

function placesOf(name: ExporterName | 'prometheus', { otlp, zipkin, ...logs }: Endpoints): Place[] {
  if (name === 'otlp' || name === 'jaeger' || name === 'viewer') return [otlp];
  if (name === 'zipkin') return zipkin === undefined ? [] : [zipkin];
  return placesOfLogs(name, logs);
}

function placesOfLogs(name: string, { fluentd, elasticsearch }: LogExportersConfig): Place[] {
  if (name === 'fluentd' && fluentd !== undefined) {
    const credentials = given({ 'shared key': fluentd.sharedKey, password: fluentd.password });
    return fluentd.urls.map((url) => ({ url, credentials }));
  }
  if (name !== 'elasticsearch' || elasticsearch === undefined) return [];
  const { url, apiKey, password } = elasticsearch;
  return [{ url, credentials: given({ 'API key': apiKey, password }) }];
}

function given(credentials: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(credentials).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
