/** A trace with all that belongs to it, by any id. */

import type { CallStore } from '../store/reading.ts';
import { spanRequestId } from '../store/request-id.ts';
import type { Trace } from './trace-text.ts';

/** @param id a trace id, span id or request id; undefined when nothing of a trace has it */
export async function wholeTrace(call: CallStore, id: string): Promise<Trace | undefined> {
  const found = await call('find', id);
  if (found === undefined || found.traceId === '') return undefined;
  const { traceId } = found;
  const [spans, logs] = await Promise.all([call('spansOf', traceId), call('logsOf', traceId)]);
  const ids = [...spans.map(({ span }) => spanRequestId(span)), ...logs.map((log) => log.requestId)];
  return { traceId, requestId: ids.find((each) => each !== undefined), spans, logs };
}
