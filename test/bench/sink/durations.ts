/** Reads just enough of an `ExportMetricsServiceRequest` to count what the histograms of durations counted. */

import { bytesOf, fieldsOf, messages } from './protobuf.ts';

/** One attribute set of a histogram, as it was exported last. */
interface DurationSeries {
  metric: Duration;
  /** The attributes, as bytes that differ when they do. */
  key: string;
  /** `server.port`, where it has one. */
  port: number | undefined;
  count: number;
}

const WANTED = [
  'http.server.request.duration',
  'http.client.request.duration',
  'db.client.operation.duration',
] as const;
export type Duration = (typeof WANTED)[number];

// Field numbers of opentelemetry/proto/collector/metrics/v1 and opentelemetry/proto/metrics/v1.
const RESOURCE_METRICS = 1;
const SCOPE_METRICS = 2;
const METRICS = 2;
const NAME = 1;
const HISTOGRAM = 9;
const DATA_POINTS = 1;
const COUNT = 4;
const ATTRIBUTES = 9;
const KEY = 1;
const VALUE = 2;
const INT_VALUE = 3;

export function readDurations(request: Buffer): DurationSeries[] {
  const metrics = messages(request, RESOURCE_METRICS)
    .flatMap((resource) => messages(resource, SCOPE_METRICS))
    .flatMap((scope) => messages(scope, METRICS));
  return metrics.flatMap((metric) => {
    const found = messages(metric, NAME)[0]!.toString();
    const name = WANTED.find((wanted) => wanted === found);
    if (name === undefined) return [];
    return messages(metric, HISTOGRAM)
      .flatMap((histogram) => messages(histogram, DATA_POINTS))
      .map((point) => seriesOf(name, point));
  });
}

function seriesOf(metric: Duration, point: Buffer): DurationSeries {
  const fields = fieldsOf(point);
  const attributes = messages(point, ATTRIBUTES);
  const port = attributes.find((attribute) => messages(attribute, KEY)[0]!.toString() === 'server.port');
  const count = fields.find(({ number }) => number === COUNT);
  return {
    metric,
    key: attributes.map((attribute) => attribute.toString('latin1')).join('\n'),
    port: port && intOf(messages(port, VALUE)[0]!),
    count: count ? Number(bytesOf(count).readBigUInt64LE()) : 0,
  };
}

function intOf(value: Buffer): number | undefined {
  const found = fieldsOf(value).find(({ number }) => number === INT_VALUE);
  return typeof found?.value === 'number' ? found.value : undefined;
}
