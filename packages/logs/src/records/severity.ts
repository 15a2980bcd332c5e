/**
 * Level names and numbers of the loggers to OpenTelemetry severities. syslog follows the logs data model's appendix B
 * (Emergency 21, Alert 19, Critical 18, Notice 10); a lone level takes the smallest number of its range.
 */
import type { SeverityNumber } from '@opentelemetry/api';

const COMMON: Readonly<Record<string, number>> = {
  trace: 1,
  silly: 1,
  debug: 5,
  verbose: 6,
  http: 7,
  info: 9,
  information: 9,
  informational: 9,
  log: 9,
  notice: 10,
  warn: 13,
  warning: 13,
  error: 17,
  err: 17,
  crit: 18,
  critical: 18,
  alert: 19,
  fatal: 21,
  emerg: 21,
  emergency: 21,
};

// winston's cli levels, most severe first: error, warn, help, data, info, debug, prompt, verbose, input, silly. The
// names that mean something else elsewhere keep their rank.
const CLI: Readonly<Record<string, number>> = {
  ...COMMON,
  help: 11,
  data: 10,
  prompt: 4,
  verbose: 3,
  input: 2,
};

/** The levels that Bunyan and roarr have, by number: pino's own scale. */
export const LEVELS_BY_TENS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

/** Severity of a level by its name, or undefined for a name that nobody else uses. */
export function severityOfName(name: string): SeverityNumber | undefined {
  return own(COMMON, name.toLowerCase());
}

/** Severity of a winston level; the logger's level set tells the cli's `verbose` from npm's. */
export function severityOfWinston(level: string, levels: Readonly<Record<string, number>>) {
  return own('prompt' in levels ? CLI : COMMON, level.toLowerCase());
}

/**
 * Severity of a pino level: by its label where that is a known one (an app may number its levels as it likes), else by
 * its number on pino's scale of tens: 10 is TRACE, 60 is FATAL, 35 is the third of INFO's four.
 */
export function severityOfPino(number: number, label: string | undefined): SeverityNumber {
  const named = label === undefined ? undefined : severityOfName(label);
  if (named !== undefined) return named;
  const scaled = Math.floor((number - 10) / 2.5) + 1;
  return Math.min(24, Math.max(1, scaled)) as SeverityNumber;
}

/**
 * Whether a line is one of those that a tail makes although their logger's level keeps them out. A level that nobody knows counts
 * as information.
 */
export function isDebugOrAbove(severity: SeverityNumber | undefined): boolean {
  return severity === undefined || severity >= 5;
}

function own(table: Readonly<Record<string, number>>, name: string): SeverityNumber | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
