/** Views of the configuration file as the metrics SDK takes them. */

import {
  type AggregationOption,
  AggregationType,
  type IAttributesProcessor,
  InstrumentType,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';
import type { AggregationConfig, InstrumentTypeName, ViewConfig } from '../config/metrics-config.ts';

export function viewOptions({
  instrumentType,
  aggregation,
  attributeKeys,
  ...view
}: ViewConfig): ViewOptions {
  return {
    ...view,
    ...(instrumentType === undefined ? {} : { instrumentType: TYPES[instrumentType] }),
    ...(aggregation === undefined ? {} : { aggregation: aggregationOption(aggregation) }),
    ...(attributeKeys === undefined ? {} : { attributesProcessors: [keeping(attributeKeys)] }),
  };
}

const TYPES: Record<InstrumentTypeName, InstrumentType> = {
  counter: InstrumentType.COUNTER,
  gauge: InstrumentType.GAUGE,
  histogram: InstrumentType.HISTOGRAM,
  observable_counter: InstrumentType.OBSERVABLE_COUNTER,
  observable_gauge: InstrumentType.OBSERVABLE_GAUGE,
  observable_up_down_counter: InstrumentType.OBSERVABLE_UP_DOWN_COUNTER,
  up_down_counter: InstrumentType.UP_DOWN_COUNTER,
};

function aggregationOption(aggregation: AggregationConfig): AggregationOption {
  switch (aggregation.type) {
    case 'drop':
      return { type: AggregationType.DROP };
    case 'sum':
      return { type: AggregationType.SUM };
    case 'last_value':
      return { type: AggregationType.LAST_VALUE };
    case 'explicit_bucket_histogram': {
      const { boundaries, recordMinMax } = aggregation;
      const type = AggregationType.EXPLICIT_BUCKET_HISTOGRAM;
      return { type, options: { boundaries: [...(boundaries ?? BOUNDARIES)], recordMinMax } };
    }
    case 'base2_exponential_bucket_histogram': {
      const { maxSize, recordMinMax } = aggregation;
      return { type: AggregationType.EXPONENTIAL_HISTOGRAM, options: { maxSize, recordMinMax } };
    }
    default:
      return { type: AggregationType.DEFAULT };
  }
}

/** The specification's (metrics/sdk.md#explicit-bucket-histogram-aggregation). */
const BOUNDARIES = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];

/** Keeps attributes whose names match one that is included and none that is excluded. */
function keeping({
  included = ['*'],
  excluded = [],
}: NonNullable<ViewConfig['attributeKeys']>): IAttributesProcessor {
  const [isIncluded, isExcluded] = [matching(included), matching(excluded)];
  return {
    process: (attributes) =>
      Object.fromEntries(
        Object.entries(attributes).filter(([name]) => isIncluded(name) && !isExcluded(name)),
      ),
  };
}

/** In a pattern, `*` stands for any characters and `?` for one. */
function matching(patterns: readonly string[]): (name: string) => boolean {
  const sources = patterns.map((pattern) =>
    pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.'),
  );
  const any = new RegExp(`^(?:${sources.join('|')})$`, 's');
  return (name) => patterns.length > 0 && any.test(name);
}
