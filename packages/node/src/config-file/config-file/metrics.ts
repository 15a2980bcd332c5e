/** `meter_provider`: readers with their exporters, and views. */

import {
  type AggregationConfig,
  EXEMPLAR_FILTERS,
  HISTOGRAMS,
  INSTRUMENT_TYPES,
  type MetricsConfig,
  type ViewConfig,
} from '../config/metrics-config.ts';
import { console, otlpGrpc, otlpHttp, timeout } from './exporters.ts';
import type { Section } from './section.ts';

/** What one reader says of the whole. */
type Reader = Partial<MetricsConfig> & Pick<MetricsConfig, 'exporters'>;

export function metrics(provider: Section | undefined, defaults: MetricsConfig): MetricsConfig {
  if (provider === undefined) return { ...defaults, exporters: [] };
  const sections = provider.sections('readers');
  if (sections === undefined || sections.length === 0) provider.missing('readers');
  const views = provider.sections('views')?.flatMap(view);
  const exemplarFilter = provider.choice('exemplar_filter', EXEMPLAR_FILTERS) ?? defaults.exemplarFilter;
  provider.unsupported('meter_configurator/development');
  provider.end();
  return {
    ...readers(sections ?? [], defaults),
    askedFor: true,
    exemplarFilter,
    ...(views === undefined ? {} : { views }),
  };
}

/** One reader of a kind: of a second, the file says what is left out. */
function readers(sections: readonly Section[], defaults: MetricsConfig): MetricsConfig {
  let all: MetricsConfig = { ...defaults, exporters: [] };
  for (const section of sections) {
    const reader = section.variant({ periodic: (each) => periodic(each, defaults), pull });
    if (reader === undefined) continue;
    if (reader.exporters.some((name) => all.exporters.includes(name))) {
      const [kind = ''] = section.keys;
      section.remark(
        kind,
        'is a second reader with the same exporter, which is not supported here: it is left out',
      );
    } else all = { ...all, ...reader, exporters: [...all.exporters, ...reader.exporters] };
  }
  return all;
}

function periodic(section: Section, defaults: MetricsConfig): Reader | undefined {
  const intervalMillis = timeout(section, 'interval', defaults.intervalMillis);
  const timeoutMillis = Math.min(timeout(section, 'timeout', defaults.timeoutMillis), intervalMillis);
  const exporter = section.section('exporter');
  if (exporter === undefined) section.missing('exporter');
  section.unsupported('max_export_batch_size/development', 'producers', 'cardinality_limits');
  section.end();
  const reader = exporter?.variant<Reader>(
    {
      otlp_http: (each) => ({ exporters: ['otlp'], otlp: otlpHttp(each, 'METRICS'), ...shape(each) }),
      otlp_grpc: (each) => ({ exporters: ['otlp'], otlp: otlpGrpc(each), ...shape(each) }),
      console: (each) => {
        each.unsupported('temporality_preference', 'default_histogram_aggregation');
        console(each);
        return { exporters: ['console'] };
      },
    },
    ['otlp_file/development'],
  );
  return reader === undefined ? undefined : { ...reader, intervalMillis, timeoutMillis };
}

function shape(section: Section): Pick<MetricsConfig, 'temporality' | 'histogram'> {
  const preference = section.choice('temporality_preference', ['cumulative', 'delta', 'low_memory'] as const);
  const histogram = section.choice('default_histogram_aggregation', HISTOGRAMS);
  section.end();
  return {
    temporality: preference === 'low_memory' ? 'lowmemory' : (preference ?? 'cumulative'),
    histogram: histogram ?? 'explicit_bucket_histogram',
  };
}

function pull(section: Section): Reader | undefined {
  const exporter = section.section('exporter');
  if (exporter === undefined) section.missing('exporter');
  section.unsupported('producers', 'cardinality_limits');
  section.end();
  return exporter?.variant<Reader>({
    'prometheus/development': (each) => {
      const host = each.text('host') ?? 'localhost';
      const port = each.integer('port') ?? 9464;
      if (port > 65_535) each.reject('port', 'takes a port, 0 to 65535');
      each.unsupported(
        'scope_info_enabled',
        'target_info_enabled/development',
        'resource_constant_labels',
        'translation_strategy',
      );
      each.end();
      return { exporters: ['prometheus'], prometheus: { host, port } };
    },
  });
}

/** A view, unless the SDK could not have it. */
function view(section: Section): ViewConfig[] {
  const selector = section.section('selector');
  const stream = section.section('stream');
  if (selector === undefined) section.missing('selector');
  if (stream === undefined) section.missing('stream');
  const attributeKeys = stream?.section('attribute_keys');
  const config = {
    instrumentName: selector?.text('instrument_name'),
    instrumentType: selector?.choice('instrument_type', INSTRUMENT_TYPES),
    instrumentUnit: selector?.text('unit'),
    meterName: selector?.text('meter_name'),
    meterVersion: selector?.text('meter_version'),
    meterSchemaUrl: selector?.text('meter_schema_url'),
    name: stream?.text('name'),
    description: stream?.text('description'),
    aggregation: aggregation(stream?.section('aggregation')),
    aggregationCardinalityLimit: stream?.integer('aggregation_cardinality_limit', 1),
    attributeKeys:
      attributeKeys &&
      withoutUndefined({
        included: attributeKeys.texts('included'),
        excluded: attributeKeys.texts('excluded'),
      }),
  };
  for (const each of [selector, stream, attributeKeys, section]) each?.end();
  const isOfMany = config.instrumentName === undefined || /[*?]/.test(config.instrumentName);
  if (config.name !== undefined && isOfMany) {
    section.remark(
      'stream',
      'gives several instruments one name, which is not supported here: the view is left out',
    );
    return [];
  }
  // The SDK wants at least one criterion, where the schema takes none for all.
  const selected = selector?.keys.length === 0 ? { ...config, instrumentName: '*' } : config;
  return [withoutUndefined(selected) as ViewConfig];
}

function aggregation(section: Section | undefined): AggregationConfig | undefined {
  const plain = (type: 'default' | 'drop' | 'sum' | 'last_value') => (each: Section) => {
    each.end();
    return { type };
  };
  return section?.variant<AggregationConfig>({
    default: plain('default'),
    drop: plain('drop'),
    sum: plain('sum'),
    last_value: plain('last_value'),
    explicit_bucket_histogram: (each) => {
      const boundaries = each.numbers('boundaries');
      const recordMinMax = each.boolean('record_min_max');
      each.end();
      return withoutUndefined({ type: 'explicit_bucket_histogram' as const, boundaries, recordMinMax });
    },
    base2_exponential_bucket_histogram: (each) => {
      const maxSize = each.integer('max_size', 2);
      const recordMinMax = each.boolean('record_min_max');
      each.unsupported('max_scale');
      each.end();
      return withoutUndefined({ type: 'base2_exponential_bucket_histogram' as const, maxSize, recordMinMax });
    },
  });
}

function withoutUndefined<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
