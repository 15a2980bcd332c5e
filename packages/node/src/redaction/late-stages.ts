/** The stages in front of spans and exporters, for as long as nothing has come to them: what they are made of loads with the first. */

import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { LazySpanProcessor } from '../exporting/export-pipeline.ts';
import type { LazyRedaction } from './lazy-redaction.ts';
import type { RedactingLogs } from './redacting-logs.ts';

/** What stands in front of `exporting`. Nothing where redaction is off, or there is nothing. */
export function redactedSpans(
  redaction: LazyRedaction,
  exporting: readonly SpanProcessor[],
): readonly SpanProcessor[] {
  if (!redaction.isOn || exporting.length === 0) return exporting;
  return [
    new LazySpanProcessor(
      () => redaction.get()!.spans(exporting),
      () => {},
    ),
  ];
}

/** Likewise of log records. */
export function redactedRecords(
  redaction: LazyRedaction,
  onward: readonly LogRecordProcessor[],
): readonly LogRecordProcessor[] {
  return redaction.isOn && onward.length > 0 ? [lateRecords(redaction, onward)] : onward;
}

function lateRecords(redaction: LazyRedaction, onward: readonly LogRecordProcessor[]): LogRecordProcessor {
  let stage: RedactingLogs | undefined;
  const all = (what: 'forceFlush' | 'shutdown') => async () => {
    await Promise.all(onward.map((each) => each[what]()));
  };
  return {
    onEmit(record, context) {
      stage ??= redaction.get()!.logs(onward);
      stage.onEmit(record, context);
    },
    forceFlush: all('forceFlush'),
    shutdown: all('shutdown'),
    // As the SDK has it: absent where one of those behind takes whatever comes.
    ...(onward.every(({ enabled }) => enabled !== undefined) && {
      enabled: (asked) => onward.some((each) => each.enabled!(asked)),
    }),
  };
}
