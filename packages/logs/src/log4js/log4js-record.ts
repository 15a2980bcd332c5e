/** One event of log4js as a record. */
import type { Attributes, SeverityNumber } from '@opentelemetry/api';
import { firstError, putException } from '../records/exception.ts';
import { isAdded, type LineField } from '../records/line-fields.ts';
import { ATTR_LOGGER_NAME } from '../records/logger-name.ts';
import { messageOf } from '../records/message.ts';
import { plainValue } from '../records/plain-value.ts';
import type { Line } from '../records/record-sink.ts';
import { severityOfName } from '../records/severity.ts';

/** An event of log4js as we see it. */
export interface LogEvent {
  readonly categoryName: string;
  readonly level: { readonly level: number; readonly levelStr: string };
  /** What the logger was called with. */
  readonly data: readonly unknown[];
  /** The logger's context, copied for this line. */
  readonly context: Record<string, unknown>;
  readonly pid: number;
  /** With `enableCallStack`, where the call was. */
  readonly fileName?: string;
  readonly lineNumber?: number;
  readonly columnNumber?: number;
  readonly functionName?: string;
}

/** @param added fields that we put into the context: the record has them in its own places */
export function log4jsRecord(event: LogEvent, added: readonly LineField[]): Line {
  const { level, levelStr } = event.level;
  const attributes: Attributes = { [ATTR_LOGGER_NAME]: event.categoryName };
  for (const key of Object.keys(event.context)) {
    const value = event.context[key];
    if (key === '__proto__' || isAdded(added, key, value)) continue;
    const plain = plainValue(value);
    if (plain !== undefined) attributes[key] = plain;
  }
  putCaller(attributes, event);
  const error = firstError(event.data);
  if (error !== undefined) putException(attributes, error);
  return {
    severityNumber: severityOfLog4js(level, levelStr),
    severityText: levelStr,
    body: messageOf(event.data),
    attributes,
  };
}

/** In the names of the semantic conventions for source code. */
function putCaller(attributes: Attributes, event: LogEvent): void {
  if (event.fileName === undefined) return;
  attributes['code.file.path'] = event.fileName;
  if (event.lineNumber !== undefined) attributes['code.line.number'] = event.lineNumber;
  if (event.columnNumber !== undefined) attributes['code.column.number'] = event.columnNumber;
  if (event.functionName) attributes['code.function.name'] = event.functionName;
}

/** Where log4js has its own levels, and what severity begins there. */
const SCALE: readonly (readonly [level: number, severity: number])[] = [
  [5000, 1],
  [10_000, 5],
  [20_000, 9],
  [30_000, 13],
  [40_000, 17],
  [50_000, 21],
  [60_000, 25],
];

/** By the name of a level, else by where an own level of the app's stands among log4js'. `MARK` is above all so that it is always printed: INFO. */
function severityOfLog4js(level: number, name: string): SeverityNumber {
  const named = name === 'MARK' ? 9 : severityOfName(name);
  if (named !== undefined) return named;
  const next = SCALE.findIndex(([from]) => level < from);
  if (next === -1) return 24;
  if (next === 0) return 1;
  const [from, severity] = SCALE[next - 1]!;
  const [to] = SCALE[next]!;
  return (severity + Math.floor(((level - from) / (to - from)) * 4)) as SeverityNumber;
}
