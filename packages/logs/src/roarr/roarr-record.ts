/** One message of roarr as a record. */
import type { Attributes } from '@opentelemetry/api';
import { type ErrorLike, isError, putException } from '../records/exception.ts';
import { isAdded, type LineField } from '../records/line-fields.ts';
import { isPrimitive, plainValue } from '../records/plain-value.ts';
import type { Line } from '../records/record-sink.ts';
import { LEVELS_BY_TENS, severityOfPino } from '../records/severity.ts';

/** What roarr makes of a call. */
export interface Message {
  context?: Readonly<Record<string, unknown>>;
  message?: unknown;
}

/** roarr's own advice is to log errors under these, as `serialize-error` leaves them. */
const ERRORS: readonly string[] = ['error', 'err'];

/**
 * @param added fields that we put into the context: the record has them in its own places
 * @param text the message as it was written
 * @param isOwnText whether the app serializes messages itself, so that the text alone says what it wants told
 */
export function roarrRecord(
  message: Message,
  added: readonly LineField[],
  text: string,
  isOwnText: boolean,
): Line {
  const told = isOwnText ? parsed(text) : message;
  const level = (told ?? message).context?.['logLevel'];
  const line = { ...severityOf(level), body: told?.message ?? text, attributes: {} as Attributes };
  if (told === undefined) return line;
  const printed = isOwnText ? () => told.context : printedContext(text);
  const context = told.context ?? {};
  for (const key of Object.keys(context)) {
    const value = context[key];
    if (key === 'logLevel' || key === '__proto__' || isAdded(added, key, value)) continue;
    putField(line.attributes, key, value, printed);
  }
  return line;
}

/** A line without a level has no severity either. */
function severityOf(level: unknown): Pick<Line, 'severityNumber' | 'severityText'> {
  if (typeof level !== 'number') return { severityNumber: undefined, severityText: undefined };
  const label = LEVELS_BY_TENS[level];
  return { severityNumber: severityOfPino(level, label), severityText: label ?? String(level) };
}

function putField(attributes: Attributes, key: string, value: unknown, printed: Printed): void {
  // An Error is printed as `{}`: its own values are told.
  if (isError(value)) {
    if (attributes['exception.type'] === undefined) putException(attributes, value);
    return;
  }
  const told = isPrimitive(value) ? value : asPrinted(key, value, printed());
  if (told === undefined) return;
  if (ERRORS.includes(key) && isErrorLike(told)) putSerialized(attributes, key, told);
  else attributes[key] = told;
}

function asPrinted(key: string, value: unknown, printed: Readonly<Record<string, unknown>> | undefined) {
  return printed === undefined ? plainValue(value) : printed[key];
}

function isErrorLike(value: unknown): value is ErrorLike {
  return typeof value === 'object' && value !== null && 'message' in value && 'stack' in value;
}

/** What else a serializer tells of the error (`code`) stays under its key. */
function putSerialized(attributes: Attributes, key: string, error: ErrorLike): void {
  const { name, message, stack, ...rest } = error;
  putException(attributes, { type: name, message, stack });
  if (Object.keys(rest).length > 0) attributes[key] = rest as Attributes;
}

type Printed = () => Readonly<Record<string, unknown>> | undefined;

/** The context as its JSON says it, parsed when a field is asked for that is no primitive: nothing of the app's runs twice. */
function printedContext(text: string): Printed {
  let message: Message | undefined;
  let isParsed = false;
  return () => {
    if (!isParsed) message = parsed(text);
    isParsed = true;
    return message?.context;
  };
}

function parsed(text: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
