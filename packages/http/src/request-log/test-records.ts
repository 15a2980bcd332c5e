/** For tests: the records of requests, as they are emitted. */
import { type Context, type LogRecord, trace } from '@opentelemetry/api';
import { AlwaysOnSampler, type IdSampler } from '@waymark/tracing';
import { RequestRecords } from './request-log.ts';

export const records: (LogRecord & { isRecording: boolean | undefined })[] = [];

export function requestLog({ errorsOnly = false } = {}): RequestRecords {
  return new RequestRecords({
    logger: () => ({
      emit(record) {
        records.push({ ...record, isRecording: trace.getSpan(record.context as Context)?.isRecording() });
      },
      enabled: () => true,
    }),
    errorsOnly,
    warn(line) {
      throw new Error(line);
    },
  });
}

/** Waits for the record of the next request, which is then the only one. */
export async function nextRecord(): Promise<(typeof records)[number]> {
  const until = Date.now() + 3000;
  while (records.length === 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 2));
  if (records.length !== 1) throw new Error(`expected one record, got ${records.length}`);
  return records.pop()!;
}

/** Keeps every trace, or none. */
export class Switched extends AlwaysOnSampler implements IdSampler {
  isOn = true;
  override decide(): ReturnType<AlwaysOnSampler['decide']> {
    return (this.isOn ? super.decide() : 0) as ReturnType<AlwaysOnSampler['decide']>;
  }
}
