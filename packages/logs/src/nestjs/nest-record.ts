/** One line of Nest's ConsoleLogger as a record. */
import { type Attributes, SeverityNumber } from '@opentelemetry/api';
import { firstError, isError, putException } from '../records/exception.ts';
import { ATTR_LOGGER_NAME } from '../records/logger-name.ts';
import { plainText } from '../records/message.ts';
import { isPrimitive, plainValue } from '../records/plain-value.ts';
import type { Line } from '../records/record-sink.ts';
import { isStack, putStack } from '../records/stack.ts';

/** A line, as far as it is known when it has been printed. */
export interface NestLine {
  readonly level: string;
  readonly context: unknown;
  /** What was logged, after the app's redaction; a function of the app's where nobody called it. */
  readonly message: unknown;
  /** How a message is printed that is not a text, if it was. */
  readonly text?: string | undefined;
  /** The objects behind the message, in one. */
  readonly params?: unknown;
  readonly stack?: unknown;
  readonly error?: unknown;
}

// Nest's own order, where verbose comes below debug.
const SEVERITIES: Readonly<Record<string, SeverityNumber>> = {
  verbose: SeverityNumber.TRACE,
  debug: SeverityNumber.DEBUG,
  log: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
  fatal: SeverityNumber.FATAL,
};

export function nestRecord(line: NestLine): Line {
  const attributes: Attributes = {};
  const { context } = line;
  if (typeof context === 'string' && context !== '' && !isStack(context))
    attributes[ATTR_LOGGER_NAME] = context;
  putFields(attributes, line.params);
  // Some versions take what comes last for the context, be it a stack (8) or an error (10, 11).
  const error = firstError([line.error, line.message, context]);
  if (error !== undefined) putException(attributes, error);
  else putBehind(attributes, isStack(context) ? context : line.stack, line.message);
  const severityNumber = SEVERITIES[line.level] ?? SeverityNumber.INFO;
  return { severityNumber, severityText: line.level, body: bodyOf(line), attributes };
}

function bodyOf({ message, text }: NestLine): unknown {
  if (typeof message === 'string') return plainText(message);
  if (isError(message)) return message.message;
  if (typeof message === 'object' && message !== null) return plainValue(message);
  if (isPrimitive(message)) return String(message);
  return text === undefined ? plainValue(message) : plainText(text);
}

function putFields(attributes: Attributes, params: unknown): void {
  if (typeof params !== 'object' || params === null) return;
  for (const [key, value] of Object.entries(params)) {
    if (key === '__proto__') continue;
    const told = plainValue(value);
    if (told !== undefined) attributes[key] = told;
  }
}

/** The text that is logged behind the message: a stack, by what Node's stacks look like, or some other. */
function putBehind(attributes: Attributes, text: unknown, message: unknown): void {
  if (isStack(text)) putStack(attributes, text, message);
  else if (typeof text === 'string' && text !== '') attributes['stack'] = text;
}
