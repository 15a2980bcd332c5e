/** One line of signale as a record. */
import { type Attributes, SeverityNumber } from '@opentelemetry/api';
import { firstError, isError, putException } from '../records/exception.ts';
import { ATTR_LOGGER_NAME } from '../records/logger-name.ts';
import { plainText } from '../records/message.ts';
import { isPrimitive } from '../records/plain-value.ts';
import type { Line } from '../records/record-sink.ts';
import { severityOfName } from '../records/severity.ts';

/** A logger of signale as we see it. */
export interface Signale {
  readonly _scopeName?: string | readonly string[];
  readonly _types: Readonly<Record<string, { logLevel?: string }>>;
  _filterSecrets?(text: string): string;
}

/** A call of a logger, while it runs. */
export interface SignaleLine {
  readonly type: string;
  readonly args: readonly unknown[];
  /** What signale formatted of the arguments, undecorated. */
  text: string | undefined;
  /** The whole line as it is printed. */
  printed: string | undefined;
  isWritten: boolean;
}

export function signaleRecord(logger: Signale, line: SignaleLine): Line {
  const attributes = scopeOf(logger);
  const error = firstError(line.args);
  if (error !== undefined) putException(attributes, error);
  return {
    severityNumber: severityOf(line.type, logger),
    severityText: line.type,
    body: withoutSecret(logger, plainText(bodyOf(line))),
    attributes: withoutSecrets(logger, attributes),
  };
}

/** Of a type by its name, else by the level that the app gave it; `success`, `star` and their like inform. */
function severityOf(type: string, { _types: types }: Signale): SeverityNumber {
  const { logLevel = '' } = types[type] ?? {};
  return severityOfName(type) ?? severityOfName(logLevel) ?? SeverityNumber.INFO;
}

/** Of a timer that begins or ends. */
export function timerRecord(logger: Signale, printed: string): Line {
  return {
    severityNumber: SeverityNumber.INFO,
    severityText: 'timer',
    body: withoutSecret(logger, plainText(printed).trim()),
    attributes: scopeOf(logger),
  };
}

/** The scope names the logger: `[api] [orders]` in print. */
function scopeOf({ _scopeName: scope = '' }: Signale): Attributes {
  const name = typeof scope === 'string' ? scope : scope.filter((each) => each !== '').join(':');
  return name === '' ? {} : { [ATTR_LOGGER_NAME]: name };
}

/** What was said, without badge, label and scope. */
function bodyOf({ args, text, printed = '' }: SignaleLine): string {
  const [first] = args;
  if (args.length === 1 && isError(first)) return first.message;
  if (args.length === 1 && typeof first === 'object' && first !== null) {
    const { prefix, message, suffix } = first as Record<string, unknown>;
    const parts = [prefix, text ?? message, suffix].filter((part) => part !== undefined && part !== '');
    return parts.length > 0 && parts.every(isPrimitive) ? parts.join(' ') : printed;
  }
  if (text !== undefined) return text;
  // Versions 1.0 and 1.1 join what they are given.
  return args.every(isPrimitive) ? args.join(' ') : printed;
}

/** The app told signale which texts are secret. */
function withoutSecret(logger: Signale, text: string): string {
  return logger._filterSecrets?.(text) ?? text;
}

function withoutSecrets(logger: Signale, attributes: Attributes): Attributes {
  for (const [name, value] of Object.entries(attributes))
    if (typeof value === 'string') attributes[name] = withoutSecret(logger, value);
  return attributes;
}
