/** Secrets and personal data out of spans, log records and URLs. */
export type { OptInDetector, RedactionMode, RedactionOptions, UserRule } from './options.ts';
export { settledRecord } from './records/redacted-record.ts';
export { Redactor } from './redactor.ts';
export {
  RedactingLogRecordExporter,
  RedactingLogRecordProcessor,
  RedactingSpanExporter,
} from './sdk/redacting-exporters.ts';
export { sanitizeSql } from './statements/sanitize-sql.ts';
export { problemOf } from './user-rules/user-rules.ts';
