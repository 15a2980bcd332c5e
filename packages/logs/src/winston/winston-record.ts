/** One formatted line of winston as a record. */
import { format } from 'node:util';
import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  firstError,
  isError,
  putException,
} from '../records/exception.ts';
import { isAdded, type LineField } from '../records/line-fields.ts';
import { plainText } from '../records/message.ts';
import { isPrimitive, plainValue } from '../records/plain-value.ts';
import type { Line } from '../records/record-sink.ts';
import { severityOfWinston } from '../records/severity.ts';
import { allTold, told } from '../records/told.ts';

/** winston's `info`: fields by name, and what winston itself needs under `triple-beam`'s symbols. */
export type Info = Record<string | symbol, unknown>;

/** A winston logger as we see it. */
export interface WinstonLogger {
  silent?: boolean;
  level: string;
  levels: Record<string, number>;
  readonly transports: readonly { format?: unknown }[];
  isLevelEnabled?(level: string): boolean;
  add: unknown;
  write: unknown;
  _transform: unknown;
  push: unknown;
}

const LEVEL = Symbol.for('level');
const MESSAGE = Symbol.for('message');
const SPLAT = Symbol.for('splat');

/** An error as it was logged, before the formats. */
export interface LoggedError {
  error: Error;
  /** Whether the line's message said the error's. */
  inMessage: boolean;
}

// The class in the first line of a stack.
const TYPE = /^([\w$.]+)(?::|\n)/;

const TOKENS = /%[scdjifoO]/g;

// Not attributes: what the record has elsewhere, and winston's description of the process when it caught an exception.
const TOLD = new Set(['level', 'message', 'splat']);
const PROCESS_STATE = new Set(['exception', 'error', 'stack', 'trace', 'process', 'os', 'date']);

/**
 * The record of a line after the logger's formats.
 * @param error the error that was logged, as `errorOf` found it before the formats
 * @param added fields that we added: the record has them in its own places
 */
export function winstonRecord(
  logger: WinstonLogger,
  info: Info,
  error: LoggedError | undefined,
  added: readonly LineField[],
): Line {
  const level = String(info[LEVEL] ?? info['level']);
  const printed = printedFields(info);
  const attributes: Attributes = {};
  for (const key of Object.keys(info)) {
    if (TOLD.has(key) || key === '__proto__') continue;
    if (info['exception'] === true && PROCESS_STATE.has(key)) continue;
    const field = told(info, key);
    if (isAdded(added, key, field)) continue;
    const value = attributeOf(field, key, printed);
    if (value !== undefined) attributes[key] = value;
  }
  const body = bodyOf(logger, info, printed);
  takeException(attributes, error, body);
  return {
    severityNumber: severityOfWinston(level, logger.levels),
    severityText: level,
    body,
    attributes,
  };
}

/** The error of a line: the line itself, its message, one of its arguments, or one of its fields. */
export function errorOf(info: Info): LoggedError | undefined {
  const message = info['message'];
  if (isError(info)) return { error: info, inMessage: true };
  if (isError(message)) return { error: message, inMessage: true };
  const splat = info[SPLAT];
  const error = (Array.isArray(splat) ? firstError(splat) : undefined) ?? firstError(allTold(info));
  if (error === undefined) return undefined;
  const own = told(error, 'message');
  return {
    error,
    inMessage: typeof message === 'string' && typeof own === 'string' && message.includes(own),
  };
}

/**
 * The line as its JSON says it, parsed only when a field is asked for that is no primitive: serialized by the app's own
 * format (replacer, toJSON), which is not run a second time. Undefined from a line that is not JSON.
 */
function printedFields(info: Info): () => Record<string, unknown> | undefined {
  let fields: Record<string, unknown> | undefined;
  let parsed = false;
  return () => {
    if (!parsed) {
      parsed = true;
      fields = parseJson(info[MESSAGE]);
    }
    return fields;
  };
}

function parseJson(text: unknown): Record<string, unknown> | undefined {
  if (typeof text !== 'string' || !text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function attributeOf(value: unknown, key: string, printed: () => Record<string, unknown> | undefined) {
  if (isPrimitive(value)) return value;
  if (isError(value)) return undefined; // becomes exception.*
  const fields = printed();
  return fields === undefined ? plainValue(value) : fields[key];
}

/** The message after the logger's formats; without the colours that some add. */
function bodyOf(
  logger: WinstonLogger,
  info: Info,
  printed: () => Record<string, unknown> | undefined,
): unknown {
  const message = info['message'];
  if (typeof message === 'string') return plainText(interpolated(logger, info, message));
  if (isError(message)) return message.message;
  return message === undefined ? undefined : attributeOf(message, 'message', printed);
}

/** Tokens that the logger's formats left for those of a transport are filled in here as `splat` would do it. */
function interpolated(logger: WinstonLogger, info: Info, message: string): string {
  const splat = info[SPLAT];
  if (!Array.isArray(splat) || splat.length === 0 || !message.includes('%')) return message;
  const tokens = message.replaceAll('%%', '').match(TOKENS);
  if (tokens === null || !logger.transports.some((t) => t.format !== undefined)) return message;
  return format(message, ...splat.slice(0, tokens.length));
}

/**
 * `exception.*` of the logged error. When a format has changed the message so that the error's own is no longer in it,
 * the error may hold what the app wanted out of its logs: then only the formatted texts are told.
 */
function takeException(attributes: Attributes, logged: LoggedError | undefined, body: unknown): void {
  const stack = attributes['stack'];
  const message = typeof body === 'string' ? body : undefined;
  if (typeof stack === 'string') delete attributes['stack'];
  if (logged === undefined) {
    // A child logger's copy of an error is no error any more, but still has its stack.
    if (typeof stack === 'string') putException(attributes, { type: TYPE.exec(stack)?.[1], message, stack });
    return;
  }
  const { error, inMessage } = logged;
  putException(attributes, error);
  const own = attributes[ATTR_EXCEPTION_MESSAGE];
  if (inMessage && message !== undefined && typeof own === 'string' && !message.includes(own)) {
    attributes[ATTR_EXCEPTION_MESSAGE] = message;
    delete attributes[ATTR_EXCEPTION_STACKTRACE];
  }
  if (typeof stack === 'string') attributes[ATTR_EXCEPTION_STACKTRACE] = stack;
}
