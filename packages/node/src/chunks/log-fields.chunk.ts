/** Reads what structured lines gain, where its variable is set. */

export { readLogFieldList } from '../config/log-field-list.ts';
