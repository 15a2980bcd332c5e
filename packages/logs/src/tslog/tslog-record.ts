/** One line of tslog as a record. */
import type { Attributes, SeverityNumber } from '@opentelemetry/api';
import { isError, putException } from '../records/exception.ts';
import { isAdded, type LineField } from '../records/line-fields.ts';
import { ATTR_LOGGER_NAME } from '../records/logger-name.ts';
import { messageOf } from '../records/message.ts';
import { isPrimitive, plainValue } from '../records/plain-value.ts';
import type { Line } from '../records/record-sink.ts';
import { severityOfName } from '../records/severity.ts';

/** A logger of tslog as we see it. */
export interface TsLogger {
  readonly settings: {
    readonly type: 'json' | 'pretty' | 'hidden';
    readonly minLevel: number;
    /** Where the arguments are, when not under their numbers. */
    readonly argumentsArrayName?: string;
    readonly attachedTransports?: readonly unknown[];
    readonly overwrite?: { readonly transportJSON?: unknown; readonly transportFormatted?: unknown };
    /** In 4; in 5 `meta.property`. */
    readonly metaProperty?: string;
    readonly meta?: { readonly property: string };
    readonly json?: { readonly messageKey?: string };
    /** In 5: fields of all lines of this logger. */
    bindings?: Record<string, unknown>;
  };
  /** Which frame is the caller's: in 4, and in 5. */
  stackDepthLevel?: number;
  callerFrame?: number;
}

/** What `log` returns: the arguments by their numbers, or one object's fields, or one error's. */
export type TsLine = Record<string, unknown>;

interface Meta {
  readonly logLevelId: number;
  readonly logLevelName: string;
  readonly name?: string;
  readonly parentNames?: readonly string[];
}

/** What tslog makes of an error. */
interface ErrorObject {
  readonly nativeError: Error;
}

/** False for a line that goes nowhere. */
export function isPrinted({ settings }: TsLogger): boolean {
  const { type, attachedTransports = [], overwrite } = settings;
  return type !== 'hidden' || attachedTransports.length > 0 || overwrite?.transportJSON !== undefined;
}

/** @param added fields that we put into the line: the record has them in its own places */
export function tslogRecord({ settings }: TsLogger, line: TsLine, added: readonly LineField[]): Line {
  const metaKey = settings.meta?.property ?? settings.metaProperty ?? '_meta';
  const meta = line[metaKey] as Meta;
  const attributes: Attributes = {};
  const name = [...(meta.parentNames ?? []), meta.name].filter(Boolean).join(':');
  if (name !== '') attributes[ATTR_LOGGER_NAME] = name;
  const { args, told } = argumentsOf(line, settings.argumentsArrayName);
  told.add(metaKey);
  if (isErrorObject(line)) {
    putException(attributes, line.nativeError);
    for (const key of ['nativeError', 'name', 'message', 'stack', 'cause']) told.add(key);
  }
  const texts = takeArguments(args, attributes);
  const body = texts.length > 0 ? messageOf(texts) : messageOfFields(line, settings.json?.messageKey, told);
  for (const key of Object.keys(line)) {
    if (!told.has(key) && !isAdded(added, key, line[key])) putField(attributes, key, line[key]);
  }
  return {
    severityNumber: severityOfTslog(meta.logLevelId, meta.logLevelName),
    severityText: meta.logLevelName,
    body: body ?? attributes['exception.message'],
    attributes,
  };
}

/** What the logger was called with, after masking, and the names of the fields that hold it. */
function argumentsOf(line: TsLine, arrayName: string | undefined): { args: unknown[]; told: Set<string> } {
  const array = arrayName === undefined ? undefined : line[arrayName];
  if (Array.isArray(array)) return { args: array, told: new Set([arrayName!]) };
  const args: unknown[] = [];
  const told = new Set<string>();
  for (let i = 0; Object.hasOwn(line, i); i++) {
    args.push(line[i]);
    told.add(String(i));
  }
  return { args, told };
}

/** Puts errors and the fields of plain objects; returns what is left for the message. A message with tokens is given the objects. */
function takeArguments(args: readonly unknown[], attributes: Attributes): unknown[] {
  const texts: unknown[] = [];
  const hasTokens = typeof args[0] === 'string' && args[0].includes('%');
  for (const arg of args) {
    const error = isErrorObject(arg) ? arg.nativeError : arg;
    if (isError(error)) {
      if (attributes['exception.type'] === undefined) putException(attributes, error);
      else texts.push(error);
    } else if (isPlain(arg) && !hasTokens) {
      for (const key of Object.keys(arg)) putField(attributes, key, arg[key]);
    } else {
      texts.push(arg);
    }
  }
  return texts;
}

function messageOfFields(line: TsLine, key = 'message', told: Set<string>): string | undefined {
  const message = told.has(key) ? undefined : line[key];
  if (typeof message !== 'string') return undefined;
  told.add(key);
  return message;
}

/** The first one of a name stays. */
function putField(attributes: Attributes, key: string, value: unknown): void {
  if (key === '__proto__' || Object.hasOwn(attributes, key)) return;
  const plain = isPrimitive(value) ? value : plainValue(isErrorObject(value) ? value.nativeError : value);
  if (plain !== undefined) attributes[key] = plain;
}

function isErrorObject(value: unknown): value is ErrorObject {
  return typeof value === 'object' && value !== null && isError((value as ErrorObject).nativeError);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** By the name of a level, else by its place among tslog's: 1 is TRACE, 6 is FATAL. */
function severityOfTslog(id: number, name: string): SeverityNumber {
  const named = severityOfName(name);
  if (named !== undefined) return named;
  return Math.min(24, Math.max(1, 1 + Math.floor((id - 1) * 4))) as SeverityNumber;
}
