/** WAYMARK_REQUEST_ID and what belongs to it. */

import type { EnvReader } from './env-reader.ts';

export interface RequestIdConfig {
  /** Whether X-Request-ID is read, written and answered. @default true */
  readonly requestIds: boolean;
  /** Headers that are read where X-Request-ID brought no valid id, in lower case. @default those of the propagator */
  readonly requestIdAliases: readonly string[] | undefined;
  /** The shape of ids that are derived from the trace. @default 'trace-id' */
  readonly requestIdFormat: (typeof REQUEST_ID_FORMATS)[number] | undefined;
  /** The name of the id in structured lines. @default what WAYMARK_LOG_FIELDS says, else 'request_id' */
  readonly requestIdField: string | undefined;
  /** Which spans have the id as an attribute. @default 'server' */
  readonly requestIdOnSpans: (typeof REQUEST_ID_ON_SPANS)[number];
}

export const REQUEST_ID_FORMATS = ['trace-id', 'uuid', 'uuidv7'] as const;
export const REQUEST_ID_ON_SPANS = ['server', 'all'] as const;
export const FIELD_TAKES =
  'a name such as request_id or correlationId: letters, digits and _.-, up to 64, and no field that lines have already';
export const ALIASES_TAKE = 'names of headers such as x-correlation-id, or none alone';

const ALIASES = 'WAYMARK_REQUEST_ID_ALIASES';
const FIELD = 'WAYMARK_REQUEST_ID_FIELD';
const FORMAT = 'WAYMARK_REQUEST_ID_FORMAT';

export function readRequestIds(reader: EnvReader): RequestIdConfig {
  return {
    requestIds: reader.choice('WAYMARK_REQUEST_ID', ['on', 'off'], 'on') === 'on',
    requestIdAliases: readAliases(reader),
    requestIdFormat:
      reader.text(FORMAT) === undefined ? undefined : reader.choice(FORMAT, REQUEST_ID_FORMATS, 'trace-id'),
    requestIdField: readField(reader),
    requestIdOnSpans: reader.choice('WAYMARK_REQUEST_ID_ON_SPANS', REQUEST_ID_ON_SPANS, 'server'),
  };
}

function readField(reader: EnvReader): string | undefined {
  const name = reader.text(FIELD);
  if (name === undefined || isField(name)) return name;
  reader.reject(FIELD, name, FIELD_TAKES);
  return undefined;
}

/** What lines of pino, winston and Bunyan have already: the same name again would replace it, or stand there twice. */
const TAKEN =
  'trace_id span_id trace_flags level severity time timestamp msg message name hostname pid err error stack v';

/** What needs no quoting in any format of lines, and is no other field's. */
export function isField(name: string): boolean {
  return /^[A-Za-z_][\w.-]{0,63}$/.test(name) && !TAKEN.split(' ').includes(name);
}

function readAliases(reader: EnvReader): readonly string[] | undefined {
  if (reader.text(ALIASES) === undefined) return undefined;
  const items = reader.items(ALIASES);
  const names = [...new Set(items.filter(isAlias))];
  if (items.includes('none')) {
    if (items.length > 1) reader.complain(`${ALIASES}: none stands beside others, and wins`);
    return [];
  }
  const consequence = names.length > 0 ? 'it is left out' : 'the default is used';
  for (const item of items) if (!isAlias(item)) reader.explain(ALIASES, item, ALIASES_TAKE, consequence);
  return names.length > 0 ? names : undefined;
}

/** A name as HTTP has it (RFC 9110, section 5.6.2: token), or none. */
export function isAlias(item: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(item);
}
