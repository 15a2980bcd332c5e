/**
 * The fields that a structured line of the app gains inside a request, by the names that its log store knows. One
 * {@link LineFields} an adapter; what it gives is put in by {@link addFields}, or as text, and found again by {@link isAdded}.
 */
import type { LogFieldSet, LogFields, LogOptions } from '../options.ts';
import type { Correlation } from './correlation.ts';

/** A name and what stands behind it: JSON that needs no `toJSON`. */
export type LineField = readonly [
  name: string,
  value: string | boolean | Readonly<Record<string, string>>,
  above?: readonly Above[],
];

/** A field that the dots of a name make an object of, in stores that take them so, and the way from there: of `a.b.c` both `a` and `a.b`. */
export interface Above {
  readonly name: string;
  readonly way: readonly string[];
}

const NONE: readonly LineField[] = [];

export class LineFields {
  readonly #make: (ids: Correlation, service: string | undefined) => readonly LineField[];
  readonly #service: () => string | undefined;
  // Of the request that wrote last, which often writes several lines in a row.
  #lastIds: Correlation | undefined;
  #last = NONE;
  #names: readonly string[] = [];

  constructor({ fields = {}, serviceName, gcpProject = nothing }: LogOptions) {
    this.#make = SETS[fields.set ?? 'otel'](fields, gcpProject);
    this.#service = serviceName ?? nothing;
  }

  /** In the order in which lines print them; the same array for the same ids, and an empty one outside of a request. */
  of(ids: Correlation | undefined): readonly LineField[] {
    if (ids === undefined) return NONE;
    if (ids !== this.#lastIds) {
      this.#last = this.#make(ids, this.#service());
      this.#lastIds = ids;
      this.#names = namesOf(this.#last, this.#names);
    }
    return this.#last;
  }

  /** The names of what was given last, and of what they are objects in; the same array for the same names. */
  get names(): readonly string[] {
    return this.#names;
  }
}

function namesOf(fields: readonly LineField[], known: readonly string[]): readonly string[] {
  const names: string[] = [];
  for (const [name, , above] of fields) {
    names.push(name);
    if (above !== undefined) for (const each of above) names.push(each.name);
  }
  return names.length === known.length && names.every((name, i) => name === known[i]) ? known : names;
}

/**
 * Puts the fields into a line that is the adapter's to change, behind its own. A field of that name that has a value is
 * the app's, and stays. A line that takes no fields (frozen, sealed) goes without.
 * @returns those that were put in
 */
export function addFields(line: object, fields: readonly LineField[]): readonly LineField[] {
  if (fields.length === 0 || !Object.isExtensible(line)) return NONE;
  const values = line as Record<string, unknown>;
  let added = fields;
  for (const field of fields) {
    if (hasField(line, field)) added = added.filter((each) => each !== field);
    else values[field[0]] = field[1];
  }
  return added;
}

/**
 * Whether a line has such a field of the app's: by its name, inside of an object (`service: {name}` is `service.name`), or one that
 * cannot stand beside it (`service: 'billing'`): Elasticsearch would refuse the line.
 */
export function hasField(line: object, field: LineField): boolean {
  if ((line as Record<string, unknown>)[field[0]] !== undefined) return true;
  const above = field[2];
  return above !== undefined && hasAbove(line as Record<string, unknown>, above);
}

function hasAbove(line: Readonly<Record<string, unknown>>, above: readonly Above[]): boolean {
  for (const { name, way } of above) {
    const value = line[name];
    if (value !== undefined && leadsToValue(value, way)) return true;
  }
  return false;
}

function leadsToValue(start: unknown, way: readonly string[]): boolean {
  let value = start;
  for (const name of way) {
    if (value === undefined || value === null) return false;
    if (typeof value !== 'object' || Array.isArray(value)) return true;
    value = (value as Record<string, unknown>)[name];
  }
  return value !== undefined && value !== null;
}

/** Whether a line's field is one of ours, as it was put in or as it came out of the line's text: the record has it elsewhere. */
export function isAdded(fields: readonly LineField[], name: string, value: unknown): boolean {
  for (const [ours, given] of fields) {
    if (ours !== name) continue;
    return value === given || (typeof given === 'object' && JSON.stringify(value) === JSON.stringify(given));
  }
  return false;
}

const nothing = () => undefined;

type Make = (ids: Correlation, service: string | undefined) => readonly LineField[];

const SETS: Readonly<Record<LogFieldSet, (fields: LogFields, gcpProject: () => string | undefined) => Make>> =
  {
    otel: (fields) =>
      named({
        traceId: 'trace_id',
        spanId: 'span_id',
        requestId: 'request_id',
        serviceName: 'service.name',
        ...fields,
      }),
    ecs: (fields) =>
      named({
        traceId: 'trace.id',
        spanId: 'span.id',
        requestId: 'http.request.id',
        serviceName: 'service.name',
        ...fields,
      }),
    datadog,
    gcp,
  };

function named({ traceId, spanId, requestId, serviceName }: LogFields): Make {
  const above = new Map([traceId, spanId, requestId, serviceName].map((name) => [name, allAbove(name)]));
  return (ids, service) => {
    const made: LineField[] = [];
    put(made, traceId, ids.traceId, above.get(traceId));
    put(made, spanId, ids.spanId, above.get(spanId));
    put(made, requestId, ids.requestId, above.get(requestId));
    put(made, serviceName, service, above.get(serviceName));
    return made;
  };
}

/** Undefined for a name without dots. */
function allAbove(name: string | false | undefined): readonly Above[] | undefined {
  if (!name) return undefined;
  const parts = name.split('.');
  if (parts.length === 1) return undefined;
  return parts.slice(1).map((_, i) => ({ name: parts.slice(0, i + 1).join('.'), way: parts.slice(i + 1) }));
}

/** As dd-trace 6 writes them: one field `dd`, the trace id in hexadecimal with all its bits, the span id in decimal. */
function datadog({ requestId = 'request_id', serviceName }: LogFields): Make {
  return (ids, service) => {
    const dd: Record<string, string> = {};
    if (ids.traceId !== undefined) dd['trace_id'] = ids.traceId;
    if (ids.spanId !== undefined) dd['span_id'] = BigInt(`0x${ids.spanId}`).toString();
    if (service !== undefined && serviceName !== false) dd['service'] = service;
    const made: LineField[] = [['dd', dd, undefined]];
    put(made, requestId, ids.requestId);
    return made;
  };
}

/** What Google Cloud's logging agents take out of a structured line (cloud.google.com/logging/docs/structured-logging). */
function gcp({ requestId = 'request_id', serviceName }: LogFields, project: () => string | undefined): Make {
  return (ids, service) => {
    const made: LineField[] = [];
    if (ids.traceId !== undefined) {
      const name = project();
      const trace = name === undefined ? ids.traceId : `projects/${name}/traces/${ids.traceId}`;
      made.push(['logging.googleapis.com/trace', trace, undefined]);
      put(made, 'logging.googleapis.com/spanId', ids.spanId);
      made.push(['logging.googleapis.com/trace_sampled', ids.isSampled === true, undefined]);
    }
    put(made, requestId, ids.requestId);
    if (service !== undefined && serviceName !== false) made.push(['serviceContext', { service }, undefined]);
    return made;
  };
}

function put(
  made: LineField[],
  name: string | false | undefined,
  value: string | undefined,
  above?: readonly Above[],
): void {
  if (name && value !== undefined) made.push([name, value, above]);
}
