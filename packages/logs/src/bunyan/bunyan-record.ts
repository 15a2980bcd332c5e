/** One line of Bunyan as a record. */
import { hostname } from 'node:os';
import type { Attributes } from '@opentelemetry/api';
import { firstError, isError, putException } from '../records/exception.ts';
import { isAdded, type LineField } from '../records/line-fields.ts';
import { isPrimitive, plainValue } from '../records/plain-value.ts';
import type { Line } from '../records/record-sink.ts';
import { LEVELS_BY_TENS, severityOfPino } from '../records/severity.ts';

export type Fields = Record<string, unknown>;

/** A Bunyan logger as we see it. */
export interface BunyanLogger {
  readonly streams: readonly { level: number; stream?: object; raw?: boolean }[];
  /** The least level of its streams. */
  readonly _level?: number;
  /** Whether lines say where they were written. */
  readonly src?: boolean;
}

// What the record has elsewhere, and the version of the format, which was never another.
const TOLD: ReadonlySet<string> = new Set(['level', 'msg', 'v', 'err']);

/** An app may say when something happened; what is this near was written as it happened. */
const NOW_MILLIS = 1000;

/**
 * False for a line that no stream takes, and for one that a stream of upstream's makes a record of already: an app may have
 * added it by hand.
 */
export function isWritten({ streams }: BunyanLogger, line: Fields): boolean {
  const taking = streams.filter(({ level }) => level <= (line['level'] as number));
  return (
    taking.length > 0 &&
    !taking.some(({ stream }) => stream?.constructor?.name === 'OpenTelemetryBunyanStream')
  );
}

/**
 * @param text the line as it was printed, if it was
 * @param added the fields that we added: the record has them in its own places
 */
export function bunyanRecord(line: Fields, text: string | undefined, added: readonly LineField[]): Line {
  const level = line['level'] as number;
  const attributes: Attributes = {};
  const printed = printedFields(text);
  for (const key of Object.keys(line)) {
    if (TOLD.has(key) || key === '__proto__' || isOfProcess(key, line[key])) continue;
    if (isAdded(added, key, line[key])) continue;
    const value = attributeOf(key, line[key], printed);
    if (value !== undefined) attributes[key] = value;
  }
  putError(line, attributes, printed);
  return {
    severityNumber: severityOfPino(level, LEVELS_BY_TENS[level]),
    severityText: LEVELS_BY_TENS[level] ?? String(level),
    body: line['msg'],
    attributes,
  };
}

/** The resource says who and where, and the record itself when. */
function isOfProcess(key: string, value: unknown): boolean {
  if (key === 'pid') return value === process.pid;
  if (key === 'hostname') return value === hostname();
  return key === 'time' && value instanceof Date && Math.abs(Date.now() - value.getTime()) < NOW_MILLIS;
}

type Printed = () => Fields | undefined;

/**
 * The line as its JSON says it, parsed only when a field is asked for that is no primitive: what the app's `toJSON`
 * made, which is not run a second time. Undefined where all streams take objects.
 */
function printedFields(text: string | undefined): Printed {
  let fields: Fields | undefined;
  let isParsed = false;
  return () => {
    if (!isParsed && text !== undefined) fields = parsed(text);
    isParsed = true;
    return fields;
  };
}

function parsed(text: string): Fields | undefined {
  try {
    return JSON.parse(text) as Fields;
  } catch {
    return undefined; // Bunyan writes a sentence about what it could not serialize
  }
}

function attributeOf(key: string, value: unknown, printed: Printed): unknown {
  if (isPrimitive(value)) return value;
  if (isError(value)) return undefined; // becomes exception.*
  const fields = printed();
  return fields === undefined ? plainValue(value) : fields[key];
}

/** `err` as it was logged, or as a serializer made it; what else the serializer tells (`code`) stays under its key. */
function putError(line: Fields, attributes: Attributes, printed: Printed): void {
  const { err } = line;
  const error = isError(err) ? err : firstError(Object.values(line));
  if (error !== undefined) putException(attributes, error);
  if (err === undefined || isError(err)) return;
  const told = attributeOf('err', err, printed);
  if (typeof told !== 'object' || told === null || !('stack' in told)) {
    attributes['err'] = told;
    return;
  }
  const { name, message, stack, ...rest } = told as Fields;
  putException(attributes, { type: name, message, stack });
  if (Object.keys(rest).length > 0) attributes['err'] = rest as Attributes;
}
