/** `GET status`: how much there is, and what had to go. Where it receives is added by who listens. */

import type { StoreStatus } from '../../store/telemetry-store.ts';
import type { Asked } from './asked.ts';
import { timeText } from './found-trace.ts';
import type { StatusJson } from './shapes.ts';

export type StoreStatusJson = Omit<StatusJson, 'otlpHttp' | 'otlpGrpc'>;

export async function status({ store }: Asked): Promise<StoreStatusJson> {
  return statusJson(store.status());
}

export function statusJson(status: StoreStatus): StoreStatusJson {
  const { version, spans, logs, traces, bytes } = status;
  const notice = noticeOf(status);
  return { version, spans, logs, traces, bytes, ...(notice === undefined ? {} : { notice }) };
}

/** One sentence when retention has dropped data. */
export function noticeOf({ dropped }: StoreStatus): string | undefined {
  const lost = [...counted(dropped.spans, 'span'), ...counted(dropped.logs, 'log record')];
  if (lost.length === 0 || dropped.lastAtUnixNano === undefined) return undefined;
  return `The oldest data is dropped to make room: ${lost.join(' and ')} so far, last at ${timeText(dropped.lastAtUnixNano)}.`;
}

function counted(count: number, noun: string): string[] {
  return count === 0 ? [] : [`${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`];
}
