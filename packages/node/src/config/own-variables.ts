/** Which WAYMARK_ variables there are. */

import type { EnvReader } from './env-reader.ts';
import { nearest } from './nearest.ts';
import type { TellUnknown } from './unknown-variables.ts';

export const OWN_VARIABLES = [
  'WAYMARK_CONFIG',
  'WAYMARK_ELASTICSEARCH_API_KEY',
  'WAYMARK_ELASTICSEARCH_CERTIFICATE',
  'WAYMARK_ELASTICSEARCH_CLIENT_CERTIFICATE',
  'WAYMARK_ELASTICSEARCH_CLIENT_KEY',
  'WAYMARK_ELASTICSEARCH_COMPRESSION',
  'WAYMARK_ELASTICSEARCH_ENDPOINT',
  'WAYMARK_ELASTICSEARCH_INDEX',
  'WAYMARK_ELASTICSEARCH_PASSWORD',
  'WAYMARK_ELASTICSEARCH_SERVER_NAME',
  'WAYMARK_ELASTICSEARCH_TIMEOUT',
  'WAYMARK_ELASTICSEARCH_USERNAME',
  'WAYMARK_ENGINE',
  'WAYMARK_ERRORS_MARK_SPANS',
  'WAYMARK_FLUENTD_CERTIFICATE',
  'WAYMARK_FLUENTD_CLIENT_CERTIFICATE',
  'WAYMARK_FLUENTD_CLIENT_KEY',
  'WAYMARK_FLUENTD_COMPRESSION',
  'WAYMARK_FLUENTD_ENDPOINT',
  'WAYMARK_FLUENTD_PASSWORD',
  'WAYMARK_FLUENTD_SERVER_NAME',
  'WAYMARK_FLUENTD_SHARED_KEY',
  'WAYMARK_FLUENTD_TAG',
  'WAYMARK_FLUENTD_TIMEOUT',
  'WAYMARK_FLUENTD_USERNAME',
  'WAYMARK_IGNORE_INCOMING',
  'WAYMARK_INSTRUMENTATION_<NAME>',
  'WAYMARK_LOGSTASH_CERTIFICATE',
  'WAYMARK_LOGSTASH_CLIENT_CERTIFICATE',
  'WAYMARK_LOGSTASH_CLIENT_KEY',
  'WAYMARK_LOGSTASH_ENDPOINT',
  'WAYMARK_LOGSTASH_SERVER_NAME',
  'WAYMARK_LOGSTASH_TIMEOUT',
  'WAYMARK_LOGS_ON_SPANS',
  'WAYMARK_LOG_DEBUG',
  'WAYMARK_LOG_EXPORT_LEVEL',
  'WAYMARK_LOG_FIELDS',
  'WAYMARK_LOG_TAIL',
  'WAYMARK_LOG_TAIL_SLOW',
  'WAYMARK_PLAINTEXT_CREDENTIALS',
  'WAYMARK_PROPAGATE_TO',
  'WAYMARK_RANDOM_FLAG',
  'WAYMARK_REDACTION',
  'WAYMARK_REDACTION_ALLOW',
  'WAYMARK_REDACTION_DETECTORS',
  'WAYMARK_REDACTION_KEY',
  'WAYMARK_REDACTION_KEYS',
  'WAYMARK_REDACTION_MODE',
  'WAYMARK_REDACTION_RULES',
  'WAYMARK_REQUEST_ID',
  'WAYMARK_REQUEST_ID_ALIASES',
  'WAYMARK_REQUEST_ID_FIELD',
  'WAYMARK_REQUEST_ID_FORMAT',
  'WAYMARK_REQUEST_ID_ON_SPANS',
  'WAYMARK_REQUEST_LOG',
  'WAYMARK_RESPONSE_HEADERS',
  'WAYMARK_SAMPLING_RULES',
  'WAYMARK_SPANS',
  'WAYMARK_TLS_SERVER_NAME',
  'WAYMARK_TRUST_INBOUND',
  'WAYMARK_TRUST_KEY',
] as const;

/** Those with a name of an instrumentation are judged where they are read; the others are for scripts of our repository. */
const NOT_JUDGED = /^WAYMARK_(?:INSTRUMENTATION_|(?:BENCH|CACHE|REQUIRE_BACKENDS)$)/;

/** Of an exporter that is not named: whoever sets it takes it to be on. */
export const OF_LOG_EXPORTER = /^WAYMARK_(FLUENTD|LOGSTASH|ELASTICSEARCH)_/;

function tellIdle(reader: EnvReader, name: string): void {
  const exporter = name.match(OF_LOG_EXPORTER)?.[1]?.toLowerCase();
  if (exporter !== undefined) reader.complain(`${name} has no effect: no log records go to ${exporter}`);
}

/** Some that are known are read only beside others. */
export const tellUnknown: TellUnknown = (reader, names) => {
  for (const name of names) {
    if (NOT_JUDGED.test(name)) continue;
    if ((OWN_VARIABLES as readonly string[]).includes(name)) {
      tellIdle(reader, name);
      continue;
    }
    const [first, second, third] = nearest(name, OWN_VARIABLES);
    reader.complain(`${name} is not known: like it are ${first}, ${second} and ${third}`);
  }
};
