/** A trace as Jaeger's older API writes it; the JSON that its page reads. Times are microseconds. */

import type { StoredSpan } from '../../../store/telemetry-store.ts';
import type { LongText } from '../../long-text.ts';
import { receivedTimes } from '../received-span.ts';
import { jaegerServiceName } from '../service-name.ts';
import { adjustTrace } from './adjust.ts';
import { type ModelSpan, modelMaker, type Process, type Reading } from './model.ts';

const RECEIVED: Reading = { serviceName: jaegerServiceName, times: receivedTimes };

/**
 * Adds it to a list of traces.
 *
 * @param raw leave tags and ids as they were sent
 */
export async function addTrace(
  out: LongText,
  stored: readonly StoredSpan[],
  raw: boolean,
  reading = RECEIVED,
): Promise<void> {
  const { turns } = out;
  const spans = await turns.map(stored, modelMaker(reading));
  if (!raw) await adjustTrace(spans, turns);
  const processes = new ProcessNames();
  out.item(`{"traceID":${JSON.stringify(shortTraceId(spans[0]!.traceId))},"spans":[`);
  await turns.each(spans, (span) => out.item(JSON.stringify(spanJson(span, processes.nameOf(span.process)))));
  out.add(`],"processes":${JSON.stringify(processes.all)},"warnings":null}`);
}

/** 16 digits where the others are zeros. */
export const shortTraceId = (traceId: string) => traceId.replace(/^0{16}/, '');

function spanJson(span: ModelSpan, processID: string) {
  return {
    traceID: shortTraceId(span.traceId),
    spanID: span.spanId,
    operationName: span.name,
    references: span.references.map(({ refType, traceId, spanId }) => ({
      refType,
      traceID: shortTraceId(traceId),
      spanID: spanId,
    })),
    startTime: micros(span.start),
    duration: micros(span.end - span.start),
    tags: span.tags,
    logs: span.logs.map(({ time, fields }) => ({ timestamp: micros(time), fields })),
    processID,
    warnings: span.warnings.length === 0 ? null : span.warnings,
  };
}

const micros = (nanos: bigint) => Number(nanos / 1000n);

/** `p1`, `p2` and so on, one for all processes that say the same. */
class ProcessNames {
  readonly all: Record<string, Process> = {};
  readonly #byProcess = new Map<Process, string>();
  readonly #byContent = new Map<string, string>();

  nameOf(process: Process): string {
    const known = this.#byProcess.get(process);
    if (known !== undefined) return known;
    const content = JSON.stringify(process);
    const name = this.#byContent.get(content) ?? `p${this.#byContent.size + 1}`;
    this.#byContent.set(content, name);
    this.#byProcess.set(process, name);
    this.all[name] = process;
    return name;
  }
}
