/** Logger adapters: ids into log lines, lines as OpenTelemetry log records, records onto spans. */
import { bunyanPatch } from './bunyan/bunyan.ts';
import type { LogOptions, ModulePatch } from './options.ts';
import { pinoPatch } from './pino/pino.ts';
import { winstonPatch } from './winston/winston.ts';

export { patchConsole } from './console/console.ts';
export { ConsoleLines } from './console/console-lines.ts';
export { patchDebuglog } from './debug/debuglog.ts';
export { moreLogPatches } from './more-loggers.ts';
export { ErrorsMarkSpansProcessor, markFailed } from './on-spans/failed-span.ts';
export {
  ATTR_DROPPED_LINES,
  EVENT_STACK_LIMIT,
  EVENT_TEXT_LIMIT,
  LOGS_ON_SPANS_VALUES,
  type LogsOnSpansOptions,
  LogsOnSpansProcessor,
  logsOnSpansFrom,
} from './on-spans/logs-on-spans.ts';
export type { LogFieldSet, LogFields, LogOptions, ModulePatch } from './options.ts';
export { messageOfThrown, UncaughtErrors } from './process/uncaught.ts';
export { type Correlation, correlationOf } from './records/correlation.ts';
export { LeanLoggerProvider } from './records/lean-logger.ts';
export { addFields, type LineField, LineFields } from './records/line-fields.ts';
export { ATTR_REQUEST_ID } from './records/record-sink.ts';
export { RequestIdProcessor } from './records/request-id-processor.ts';
export { TAIL_LIMITS, type TailLimits } from './tail/held-lines.ts';
export {
  ATTR_TAIL_DROPPED,
  ATTR_TAIL_RELEASED,
  type DropReason,
  LogTail,
  type LogTailOptions,
  type ReleaseReason,
} from './tail/log-tail.ts';
export { type TailLogOptions, TailLogProcessor } from './tail/tail-log-processor.ts';
export { TailSpanProcessor } from './tail/tail-span-processor.ts';

/** The patches for Bunyan 1 and 2, pino 6 to 10 and winston 3, to be handed to `@waymark/hooks`. console is watched by `patchConsole`. */
export function logPatches(o: LogOptions): ModulePatch[] {
  return [bunyanPatch(o), pinoPatch(o), winstonPatch(o)];
}
