/** A trace as Jaeger's older API writes it; the JSON that its page reads. Times are microseconds. */

import type { StoredSpan } from '../../../store/telemetry-store.ts';
import type { Turns } from '../../turns.ts';
import { receivedTimes } from '../received-span.ts';
import { jaegerServiceName } from '../service-name.ts';
import { adjustTrace } from './adjust.ts';
import { type ModelSpan, modelMaker, type Process, type Reading } from './model.ts';

const RECEIVED: Reading = { serviceName: jaegerServiceName, times: receivedTimes };

/** @param raw leave tags and ids as they were sent */
export async function traceJson(
  stored: readonly StoredSpan[],
  raw: boolean,
  turns: Turns,
  reading = RECEIVED,
): Promise<string> {
  const toModel = modelMaker(reading);
  const spans: ModelSpan[] = [];
  for (const each of stored) {
    spans.push(toModel(each));
    if (turns.over) await turns.next();
  }
  if (!raw) adjustTrace(spans);
  const processes = new ProcessNames();
  const parts: string[] = [];
  for (const span of spans) {
    parts.push(JSON.stringify(spanJson(span, processes.nameOf(span.process))));
    if (turns.over) await turns.next();
  }
  const [traceId, named] = [JSON.stringify(shortTraceId(spans[0]!.traceId)), JSON.stringify(processes.all)];
  return `{"traceID":${traceId},"spans":[${parts.join()}],"processes":${named},"warnings":null}`;
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
