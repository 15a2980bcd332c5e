/** WAYMARK_LOG_FIELDS: whose names the fields have that lines gain, or which. */

import type { LogFieldSet, LogFields } from '@waymark/logs';
import type { EnvReader } from './env-reader.ts';
import { LOG_FIELDS } from './log-fields-config.ts';
import { isField } from './request-id-config.ts';

const SETS: readonly LogFieldSet[] = ['otel', 'ecs', 'datadog', 'gcp'];
const NAMED = {
  trace_id: 'traceId',
  span_id: 'spanId',
  request_id: 'requestId',
  'service.name': 'serviceName',
} as const;
export const LOG_FIELDS_TAKE = `${SETS.join(', ')}, or names such as trace_id=traceId,service.name=none out of ${Object.keys(NAMED).join(', ')}`;

export function readLogFieldList(reader: EnvReader): LogFields {
  const { fields, wrong } = logFieldsIn(reader.text(LOG_FIELDS) ?? '');
  for (const item of wrong) reader.explain(LOG_FIELDS, item, LOG_FIELDS_TAKE, 'it is left out');
  return fields;
}

/** A set, names in place of its own, or both; in a set with shapes of its own only the request id has a name. */
export function logFieldsIn(text: string): { fields: LogFields; wrong: readonly string[] } {
  const fields: Record<string, string | false> = {};
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
  const isSet = (item: string) => (SETS as readonly string[]).includes(item.toLowerCase());
  const set = items.find(isSet)?.toLowerCase();
  if (set !== undefined) fields['set'] = set;
  const wrong = items.filter((item) => {
    if (isSet(item)) return item.toLowerCase() !== set;
    const [name = '', to = ''] = item.split('=').map((part) => part.trim());
    const key = Object.hasOwn(NAMED, name) ? NAMED[name as keyof typeof NAMED] : undefined;
    if (key === undefined || !isNameFor(name, to, set) || Object.values(fields).includes(to)) return true;
    fields[key] = to.toLowerCase() === 'none' ? false : to;
    return false;
  });
  return { fields, wrong };
}

/** Whether a set lets a field have this name, and a line. */
function isNameFor(name: string, to: string, set: string | undefined): boolean {
  const isNone = to.toLowerCase() === 'none';
  const isShaped = set === 'datadog' || set === 'gcp';
  if (isShaped && name !== 'request_id' && !(isNone && name === 'service.name')) return false;
  return to === name || isField(to);
}
