/** Reads what is taken out of spans and log records, where one of its variables is set. */

export { readRedactionOptions } from '../config/redaction-options.ts';
