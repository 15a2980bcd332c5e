/** Where a span id or a request id leads: to the newest trace that has it. */

import { compare } from '../compare.ts';
import { unlessGone } from '../keeping/block-gone.ts';
import type { FoundId } from '../telemetry-store.ts';
import type { Turns } from '../turns.ts';
import { requestIdHash, spanIdHashOf } from './span-hashes.ts';
import type { SpanPart } from './span-part.ts';
import type { SpanSource } from './span-source.ts';
import { traceRows } from './trace-rows.ts';

export async function findSpan(part: SpanPart, spanId: string, turns: Turns): Promise<FoundId | undefined> {
  const wanted = BigInt(`0x${spanId}`);
  const hash = spanIdHashOf(wanted);
  const newest = await newestTrace(part, turns, (source) => {
    if (!source.mayHold(hash)) return [];
    const ids = source.ids().spanId;
    const spans: number[] = [];
    for (let at = ids.indexOf(wanted); at >= 0; at = ids.indexOf(wanted, at + 1)) spans.push(at);
    return spans;
  });
  return newest && { kind: 'span', ...newest, spanId };
}

export async function findTraceOfRequest(
  part: SpanPart,
  requestId: string,
  turns: Turns,
): Promise<FoundId | undefined> {
  const hash = requestIdHash(requestId);
  const newest = await newestTrace(part, turns, (source) => {
    if (!source.mayHold(hash)) return [];
    const { texts, uses } = source.requests();
    const text = texts.indexOf(requestId);
    const spans: number[] = [];
    for (let at = 0; at < uses.length; at += 2) if (uses[at + 1] === text) spans.push(uses[at]!);
    return spans;
  });
  return newest && { kind: 'request', ...newest };
}

/** Of the traces that have such spans, the one that began last; of those that began at once, the first by id. */
async function newestTrace(
  part: SpanPart,
  turns: Turns,
  spansIn: (source: SpanSource) => number[],
): Promise<{ traceId: string; timeUnixNano: bigint } | undefined> {
  const traceIds = new Set<string>();
  for (const source of part.sources()) {
    for (const span of unlessGone(() => spansIn(source)) ?? []) traceIds.add(traceIdOf(source, span));
    await turns.giveWay();
  }
  const found: { traceId: string; timeUnixNano: bigint }[] = [];
  for (const traceId of traceIds) {
    const rows = await traceRows(part, traceId, turns);
    if (rows.length > 0) found.push({ traceId, timeUnixNano: rows.start });
  }
  found.sort(
    (one, other) => compare(other.timeUnixNano, one.timeUnixNano) || compare(one.traceId, other.traceId),
  );
  return found[0];
}

function traceIdOf(source: SpanSource, span: number): string {
  const { traceIds, trace } = source.ids();
  return traceIds.toString('hex', trace[span]! * 16, trace[span]! * 16 + 16);
}
