/** OTEL_LOG_LEVEL: OpenTelemetry's internal diagnostics as lines of ours on stderr; off unless it is set. */

import { type DiagLogFunction, DiagLogLevel, diag } from '@opentelemetry/api';
import type { LOG_LEVELS } from './config/config.ts';

const LEVELS: Record<(typeof LOG_LEVELS)[number], DiagLogLevel> = {
  none: DiagLogLevel.NONE,
  error: DiagLogLevel.ERROR,
  warn: DiagLogLevel.WARN,
  info: DiagLogLevel.INFO,
  debug: DiagLogLevel.DEBUG,
  verbose: DiagLogLevel.VERBOSE,
  all: DiagLogLevel.ALL,
};

/** Not through `console`, whose lines become log records. */
export function printDiagnostics(level: keyof typeof LEVELS, report: (line: string) => void): void {
  const at =
    (name: string): DiagLogFunction =>
    (message, ...rest) =>
      report(`${name}: ${[message, ...rest].map(String).join(' ')}`);
  const logger = {
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
    verbose: at('verbose'),
  };
  diag.setLogger(logger, { logLevel: LEVELS[level], suppressOverrideMessage: true });
}
