/** Which trace an id means. */

import type { FoundId, TelemetryStore } from '../../store/telemetry-store.ts';
import { QuestionError } from '../question-error.ts';
import type { Answering } from './asked.ts';
import { foundPending } from './pending-traces.ts';

/**
 * By trace id, span id or request id.
 * @throws {QuestionError} 404; it says when data was dropped, for then the id may have been right
 */
export async function foundTrace(answering: Answering, id: string): Promise<FoundId> {
  const { store } = answering;
  const found = await findId(store, id);
  if (found !== undefined && found.traceId !== '') return found;
  const pending = foundPending(answering, id);
  if (pending !== undefined) return pending;
  const missing =
    found === undefined
      ? `nothing here has the trace id, span id or request id "${id}"`
      : `only log records without a trace have the request id "${id}"`;
  throw new QuestionError(404, missing + lossOf(store));
}

/** As the store finds it; then as a trace id of 64 bits, which B3 allows, and which is kept with zeros before it. */
export async function findId(store: TelemetryStore, id: string): Promise<FoundId | undefined> {
  const found = await store.find(id);
  if (found !== undefined || !/^[0-9a-f]{16}$/i.test(id)) return found;
  return store.find(id.padStart(32, '0'));
}

function lossOf(store: TelemetryStore): string {
  const { lastAtUnixNano } = store.status().dropped;
  return lastAtUnixNano === undefined ? '' : `; the oldest data was dropped at ${timeText(lastAtUnixNano)}`;
}

/** `2026-11-26 18:30:05 UTC`. */
export function timeText(nano: bigint): string {
  return `${new Date(Number(nano / 1_000_000n)).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
