/** Which WAYMARK_ variables there are. */

import type { TellUnknown } from './unknown-variables.ts';

export const OWN_VARIABLES = [
  'WAYMARK_CONFIG',
  'WAYMARK_ENGINE',
  'WAYMARK_ERRORS_MARK_SPANS',
  'WAYMARK_IGNORE_INCOMING',
  'WAYMARK_INSTRUMENTATION_<NAME>',
  'WAYMARK_LOGS_ON_SPANS',
  'WAYMARK_LOG_DEBUG',
  'WAYMARK_LOG_EXPORT_LEVEL',
  'WAYMARK_LOG_FIELDS',
  'WAYMARK_LOG_TAIL',
  'WAYMARK_LOG_TAIL_SLOW',
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
  'WAYMARK_TRUST_INBOUND',
  'WAYMARK_TRUST_KEY',
] as const;

/** Those with a name of an instrumentation are judged where they are read; the others are for scripts of our repository. */
const NOT_JUDGED = /^WAYMARK_(?:INSTRUMENTATION_|(?:BENCH|CACHE|REQUIRE_BACKENDS)$)/;

/** Some that are known are read only beside others. */
export const tellUnknown: TellUnknown = (reader, names) => {
  for (const name of names) {
    if ((OWN_VARIABLES as readonly string[]).includes(name) || NOT_JUDGED.test(name)) continue;
    reader.complain(`${name} is not known: of these names there are ${OWN_VARIABLES.join(', ')}`);
  }
};
