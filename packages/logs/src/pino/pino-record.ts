/** One line of pino as a record. */
import type { Attributes } from '@opentelemetry/api';
import { type ErrorLike, firstError, putException } from '../records/exception.ts';
import { isAdded, type LineField } from '../records/line-fields.ts';
import { printedCopy } from '../records/printed-copy.ts';
import type { Line } from '../records/record-sink.ts';
import { severityOfPino } from '../records/severity.ts';
import { isStack, putStack } from '../records/stack.ts';
import type { PinoState } from './pino-state.ts';

export interface PinoLine {
  /** What was logged, merged with the mixin's fields; before serializers, formatters and redaction. */
  obj: object;
  msg: unknown;
  num: number;
  /** `,"time":1700000000000` */
  time: string;
  /** The line as it is printed, with our ids. */
  line: string;
}

type Fields = Record<string, unknown>;
type Added = readonly LineField[];

/** The record of a line: the object's own values where they are printed as they are, else what the text says. */
export function pinoRecord(state: PinoState, line: PinoLine, added: Added = []): Line {
  const attributes: Attributes = { ...state.bindings };
  const { severityNumber, severityText } = severityOf(state, line.num);
  if (putPrinted(state, line, attributes)) {
    const body = line.msg === undefined ? (line.obj as Fields)[state.messageKey] : line.msg;
    return { severityNumber, severityText, body, attributes };
  }
  // Behind the bindings the text has our ids, if any, then the fields.
  const fields = parseFields(`{${line.line.slice(state.head(line.num, line.time).length + 1)}`);
  if (fields === undefined) return { severityNumber, severityText, body: line.msg, attributes };
  const body = takeFields(state, fields, added, attributes);
  if (!state.isRedacting) putUnprintedError(attributes, line.obj);
  return { severityNumber, severityText, body, attributes };
}

/** The record of a whole line of text as a `streamWrite` hook left it. Text that is not JSON any more is the body. */
export function pinoRecordOfText(state: PinoState, num: number, text: string, added: Added = []): Line {
  const attributes: Attributes = {};
  const fields = parseFields(text);
  const { severityNumber, severityText } = severityOf(state, num);
  if (fields === undefined) return { severityNumber, severityText, body: text.trimEnd(), attributes };
  for (const key of ['level', 'time', 'pid', 'hostname']) delete fields[key];
  const body = takeFields(state, fields, added, attributes);
  return { severityNumber, severityText, body, attributes };
}

/** pino 6 prints an error that is logged by itself as fields of the line. What else the error has stays among them. */
export function takeFlatError(line: Line): Line {
  const { type, stack, ...rest } = line.attributes;
  if (type === 'Error' && isStack(stack)) {
    putStack(rest, stack, line.body);
    line.attributes = rest;
  }
  return line;
}

/** The object that a text is, or undefined. */
export function parseFields(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

/** Of the level that was logged last: a lookup by name and number would be made for each line. */
let lastSeverity = {
  num: Number.NaN,
  label: undefined as string | undefined,
  ...severityNamed(0, undefined),
};

function severityOf(state: PinoState, num: number): typeof lastSeverity {
  const label = state.logger.levels.labels[num];
  if (lastSeverity.num !== num || lastSeverity.label !== label)
    lastSeverity = { num, label, ...severityNamed(num, label) };
  return lastSeverity;
}

function severityNamed(num: number, label: string | undefined) {
  return { severityNumber: severityOfPino(num, label), severityText: label ?? String(num) };
}

/**
 * Puts the logged object's fields, when nothing between object and text changes them: primitives only, no serializer
 * for any of them, no `formatters.log`, no redaction, no nested key. False when only the text knows.
 */
function putPrinted(state: PinoState, { obj, msg }: PinoLine, attributes: Attributes): boolean {
  const { serializers, messageKey } = state;
  if (state.isRedacting || state.formatsFields || state.isNested) return false;
  if (serializers[messageKey] !== undefined || !(msg === undefined || isPrinted(msg))) return false;
  for (const key in obj) {
    if (!Object.hasOwn(obj, key)) continue;
    const value = (obj as Fields)[key];
    if (value === undefined || typeof value === 'function') continue;
    if (key === state.errorKey && state.hasStandardErrors && putPlainError(value, attributes)) continue;
    if (serializers[key] !== undefined || key === '__proto__') return false;
    const printed = isPrinted(value) ? value : printedCopy(value);
    if (printed === undefined) return false;
    if (key !== messageKey) attributes[key] = printed as Attributes[string];
  }
  return true;
}

/** Of an error that pino's serializer prints as its type, message and stack, and no more: it has no cause and no fields. */
function putPlainError(error: unknown, attributes: Attributes): boolean {
  if (!(error instanceof Error) || error.cause !== undefined || 'errors' in error) return false;
  for (const _ in error) return false;
  const { constructor: type, message, stack } = error;
  if (typeof type !== 'function' || typeof message !== 'string' || typeof stack !== 'string') return false;
  putException(attributes, { type: type.name, message, stack });
  return true;
}

/** True for a value that JSON prints as itself. */
function isPrinted(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

/** Puts a line's fields, as its text has them, and returns the message. */
function takeFields(state: PinoState, fields: Fields, added: Added, attributes: Attributes): unknown {
  const { messageKey, errorKey } = state;
  for (const key of Object.keys(fields)) {
    if (key === messageKey || key === '__proto__') continue;
    if (isAdded(added, key, fields[key])) continue;
    if (key === errorKey) putSerializedError(key, fields[key], attributes);
    else attributes[key] = fields[key];
  }
  return fields[messageKey];
}

/** Turns a serialized error into `exception.*`; what else its serializer printed (`code`) stays under its key. */
function putSerializedError(key: string, printed: unknown, attributes: Attributes): void {
  if (typeof printed !== 'object' || printed === null) {
    attributes[key] = printed;
    return;
  }
  const { type, message, stack, ...rest } = printed as ErrorLike;
  putException(attributes, { type, message, stack });
  if (Object.keys(rest).length > 0) attributes[key] = rest;
}

/** An Error under another key than pino's is printed as `{}`: its own values are told. */
function putUnprintedError(attributes: Attributes, obj: object): void {
  if (attributes['exception.type'] !== undefined) return;
  const error = firstError(Object.values(obj));
  if (error !== undefined) putException(attributes, error);
}
