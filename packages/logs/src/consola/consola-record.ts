/** One line of consola as a record. */
import type { Attributes, SeverityNumber } from '@opentelemetry/api';
import { firstError, putException } from '../records/exception.ts';
import { isAdded, type LineField } from '../records/line-fields.ts';
import { ATTR_LOGGER_NAME } from '../records/logger-name.ts';
import { messageOf } from '../records/message.ts';
import { plainValue } from '../records/plain-value.ts';
import type { Line } from '../records/record-sink.ts';
import { severityOfName } from '../records/severity.ts';

/** What consola makes of a call, for its reporters. */
export interface LogObject {
  /** `info`, `success`, `start` ... */
  readonly type: string;
  /** From 0 for errors to 5 for traces. */
  readonly level: number;
  /** The logger's name, with those of its parents before it. */
  readonly tag?: string;
  readonly args: readonly unknown[];
  readonly [field: string]: unknown;
}

// What the record has elsewhere, and how the line looks.
const TOLD: ReadonlySet<string> = new Set([
  'date',
  'type',
  'level',
  'tag',
  'args',
  'icon',
  'badge',
  'style',
  '__proto__',
]);

/** @param added fields that the line has from us: the record has them in its own places */
export function consolaRecord(line: LogObject, added: readonly LineField[]): Line {
  const { type, level, tag, args } = line;
  const attributes: Attributes = {};
  if (typeof tag === 'string' && tag !== '') attributes[ATTR_LOGGER_NAME] = tag;
  for (const key of Object.keys(line)) {
    if (TOLD.has(key) || isAdded(added, key, line[key])) continue;
    const plain = plainValue(line[key]);
    if (plain !== undefined) attributes[key] = plain;
  }
  const error = firstError(args);
  if (error !== undefined) putException(attributes, error);
  return {
    severityNumber: severityOfConsola(type, level),
    severityText: type,
    body: messageOf(args),
    attributes,
  };
}

const BY_LEVEL: readonly SeverityNumber[] = [17, 13, 9, 9, 5, 1];

/** consola's `verbose` is below `trace`, elsewhere it is above `debug`. A type that only consola has is as severe as its level. */
function severityOfConsola(type: string, level: number): SeverityNumber {
  const named = type === 'verbose' ? 1 : severityOfName(type);
  return named ?? BY_LEVEL[Math.min(5, Math.max(0, Math.floor(level)))] ?? 9;
}
