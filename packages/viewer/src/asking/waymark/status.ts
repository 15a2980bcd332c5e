/** `GET status`: how much there is, and what had to go. Where to send more is added by who listens. */

import type { StoreStatus } from '../../store/telemetry-store.ts';
import type { Asked } from './asked.ts';
import { timeText } from './found-trace.ts';
import type { StatusJson } from './shapes.ts';

export async function status({ store, pending }: Asked): Promise<Omit<StatusJson, 'otlpHttp' | 'otlpGrpc'>> {
  const status = store.status();
  const { spans, logs, traces, bytes } = status;
  const version = status.version + (pending?.version ?? 0);
  const notice = noticeOf(status);
  const counts = { version, spans, logs, traces, bytes };
  return { ...counts, ...(notice === undefined ? {} : { notice }) };
}

/** One sentence when retention has dropped data. */
export function noticeOf({ dropped }: StoreStatus): string | undefined {
  const lost = [...counted(dropped.spans, 'span'), ...counted(dropped.logs, 'log record')];
  if (lost.length === 0 || dropped.lastAtUnixNano === undefined) return undefined;
  return `The oldest data is dropped to stay within the limits: ${lost.join(' and ')} so far, last at ${timeText(dropped.lastAtUnixNano)}.`;
}

function counted(count: number, noun: string): string[] {
  return count === 0 ? [] : [`${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`];
}
