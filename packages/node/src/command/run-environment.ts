/** The environment of an application whose telemetry goes to one viewer, whatever was set for other days. */

import type { RunningViewer } from './find-viewer.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Whom to send to, and with which credentials. */
const WHERE = /^OTEL_EXPORTER_OTLP_/;
const EXPORTERS = ['OTEL_TRACES_EXPORTER', 'OTEL_LOGS_EXPORTER'];
/**
 * Signals that are off stay off; metrics, which the viewer does not show, are off unless they were asked for.
 * `complaints`: what somebody set and will not find.
 */
export function runEnvironment(
  env: Environment,
  { url, token }: Pick<RunningViewer, 'url' | 'token'>,
): { env: Environment; complaints: string[] } {
  const isOff = (name: string) => env[name]?.trim() === 'none';
  const replaced = Object.keys(env).filter(
    (name) => WHERE.test(name) || (EXPORTERS.includes(name) && !isOff(name)),
  );
  const kept = Object.fromEntries(Object.entries(env).filter(([name]) => !replaced.includes(name)));
  const elsewhere = replaced.filter((name) => /ENDPOINT$|EXPORTER$/.test(name) && env[name] !== '');
  const complaints = [];
  if (elsewhere.length > 0)
    complaints.push(`not used here, since all goes to the viewer: ${elsewhere.join(', ')}`);
  if (env['OTEL_CONFIG_FILE'])
    complaints.push('OTEL_CONFIG_FILE says where telemetry goes, so the viewer may see none of it');
  return {
    env: {
      OTEL_TRACES_EXPORTER: 'viewer',
      OTEL_METRICS_EXPORTER: 'none',
      ...kept,
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      ...(token === undefined
        ? {}
        : { OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${encodeURIComponent(token)}` }),
    },
    complaints,
  };
}
