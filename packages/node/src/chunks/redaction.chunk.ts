/** What takes secrets out of what leaves. Loads with the first telemetry, unless WAYMARK_REDACTION=off. */

export { Redaction } from '../redaction/redaction.ts';
