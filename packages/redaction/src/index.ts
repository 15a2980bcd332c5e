/** Secrets and personal data out of spans, log records and URLs. */
export type { OptInDetector, RedactionMode, RedactionOptions, UserRule } from './options.ts';
export { Redactor } from './redactor.ts';
export {
  RedactingLogRecordExporter,
  RedactingLogRecordProcessor,
  RedactingSpanExporter,
} from './sdk/redacting-exporters.ts';
export { sanitizeSql } from './sql/sanitize-sql.ts';
