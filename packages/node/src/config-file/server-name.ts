/** The name that servers show where it is not their host's: the schema has no place for it. */

import type { WaymarkConfig } from '../config/config.ts';
import type { OtlpEndpoint } from '../config/otlp-endpoint.ts';
import type { SignalConfig, TracesConfig } from '../config/signal-config.ts';

type Named = Pick<SignalConfig, 'otlp'> & Partial<Pick<TracesConfig, 'zipkin'>>;

/** With it wherever OTLP or Zipkin is sent to. */
export function withServerName(config: WaymarkConfig, servername: string | undefined): WaymarkConfig {
  if (servername === undefined) return config;
  const named = <T extends { readonly tls: OtlpEndpoint['tls'] }>(endpoint: T): T => ({
    ...endpoint,
    tls: { ...endpoint.tls, servername },
  });
  const one = <T extends Named>({ zipkin, ...signal }: T) => ({
    ...signal,
    otlp: named(signal.otlp),
    ...(zipkin === undefined ? {} : { zipkin: named(zipkin) }),
  });
  const all = <T extends SignalConfig & { readonly also?: readonly T[] }>(signal: T): T =>
    ({ ...one(signal), ...(signal.also === undefined ? {} : { also: signal.also.map(all) }) }) as T;
  const { traces, logs, metrics } = config;
  return {
    ...config,
    traces: all<TracesConfig>(traces),
    logs: all<SignalConfig>(logs),
    metrics: { ...metrics, otlp: named(metrics.otlp) },
  };
}
