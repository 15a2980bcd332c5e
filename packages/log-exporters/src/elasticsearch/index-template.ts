/** The index template for our documents: what `PUT _index_template/waymark-logs` takes. */

export interface IndexTemplateOptions {
  /** They have two names for a field that takes any label. @default 'elasticsearch' */
  server?: 'elasticsearch' | 'opensearch';
  /** @default ['logs-waymark-*'] */
  patterns?: string[];
  /** False for indices instead of data streams. @default true */
  dataStream?: boolean;
}

/** One that ends in `keyword` is for filters and counts; one of text for words. */
const KEYWORD = { type: 'keyword', ignore_above: 1024 };
const TEXT = { type: 'text' };

/**
 * Labels are one field that takes any name: in an index with a field for each, the thousandth name is refused, together with its
 * document. Long ones are kept and not looked into. Lines of one millisecond keep their order by `date_nanos`. What does not fit a field is kept, and not found by it.
 *
 * Its priority is above that of Elasticsearch's own template for `logs-*-*`, which is 100.
 */
export function elasticsearchIndexTemplate(options: IndexTemplateOptions = {}): Record<string, unknown> {
  const { server = 'elasticsearch', patterns = ['logs-waymark-*'], dataStream = true } = options;
  const isElasticsearch = server === 'elasticsearch';
  return {
    index_patterns: patterns,
    priority: 200,
    ...(dataStream ? { data_stream: {} } : {}),
    template: {
      settings: {
        'index.mapping.ignore_malformed': true,
        // OpenSearch has no such setting; there, only numbers by a thousand names come to that limit.
        ...(isElasticsearch ? { 'index.mapping.total_fields.ignore_dynamic_beyond_limit': true } : {}),
      },
      mappings: mappings(
        isElasticsearch ? { type: 'flattened', ignore_above: 1024 } : { type: 'flat_object' },
      ),
    },
    _meta: { description: 'Log records of OpenTelemetry as ECS documents, written by Waymark' },
  };
}

function mappings(labels: object): object {
  return {
    date_detection: false,
    dynamic_templates: [
      { numbers: { path_match: 'numeric_labels.*', mapping: { type: 'double' } } },
      { texts: { match_mapping_type: 'string', mapping: KEYWORD } },
    ],
    properties: {
      '@timestamp': { type: 'date_nanos' },
      message: TEXT,
      error: { properties: { type: KEYWORD, message: TEXT, stack_trace: TEXT } },
      labels,
      long_labels: { type: 'object', enabled: false },
    },
  };
}
