/** The durations of HTTP requests in instruments of the metrics SDK, as upstream has them. */

import { type MeterProvider, ValueType } from '@opentelemetry/api';
import {
  BOUNDARIES,
  CLIENT_DURATION,
  type DurationRecorder,
  durationAttributes,
  type HttpMetrics,
  SERVER_DURATION,
} from '@waymark/http';
import { VERSION } from '../version.ts';

export function instrumentDurations(provider: MeterProvider): HttpMetrics {
  const meter = provider.getMeter('@waymark/http', VERSION);
  const recorder = ({ name, description, unit }: typeof SERVER_DURATION): DurationRecorder => {
    const advice = { explicitBucketBoundaries: BOUNDARIES };
    const histogram = meter.createHistogram(name, { description, unit, valueType: ValueType.DOUBLE, advice });
    return { record: (facts, seconds) => histogram.record(seconds, durationAttributes(facts)) };
  };
  return { server: recorder(SERVER_DURATION), client: recorder(CLIENT_DURATION) };
}
