/** Events of lines that come late: put where their time is, in place of older ones where there is no room. */
import type { Attributes, HrTime } from '@opentelemetry/api';

export interface TimedEvent {
  readonly name: string;
  readonly time: HrTime;
  readonly attributes?: Attributes;
}

/**
 * Makes room for one more line among a span's events: the oldest line goes that is of no error. False when the new one would
 * be that itself.
 */
export function makeRoom(events: readonly unknown[] | undefined, time: HrTime): boolean {
  const list = (events ?? []) as TimedEvent[];
  const oldest = list.findIndex(isDispensable);
  if (oldest === -1 || isBefore(time, list[oldest]!.time)) return false;
  list.splice(oldest, 1);
  return true;
}

/** Moves the last event in front of those that are later. */
export function putInPlace(events: TimedEvent[] | undefined): void {
  const last = events?.at(-1);
  if (events === undefined || last === undefined) return;
  let at = events.length - 1;
  while (at > 0 && isBefore(last.time, events[at - 1]!.time)) at--;
  if (at === events.length - 1) return;
  events.pop();
  events.splice(at, 0, last);
}

/** A line below ERROR: what an application adds itself, exceptions and errors stay. */
function isDispensable({ name, attributes }: TimedEvent): boolean {
  const severity = attributes?.['log.severity'];
  return name === 'log' && severity !== 'ERROR' && severity !== 'FATAL';
}

function isBefore(a: HrTime, b: HrTime): boolean {
  return a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
}
