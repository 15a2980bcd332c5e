/**
 * `GET export`: OTLP-JSON lines. Of one trace with its log records (`trace=`); of the traces that a filter finds, with theirs
 * (`where=`); of spans or of log records alone (`signal=traces`, `signal=logs`, with `where=`); or of everything. `from=` and
 * `to=` hold for all but the first.
 *
 * A store holds more than one answer should, so an answer is a part, and tells by {@link NEXT_PART} how to go on: whoever
 * serves HTTP asks for one part after another and sends them as one.
 */

import type { TelemetryStore } from '../../store/telemetry-store.ts';
import { placeText } from '../../store/trace-place.ts';
import type { Answer } from '../answer.ts';
import { QuestionError } from '../question-error.ts';
import type { Asked } from './asked.ts';
import { spanFilter } from './filter/span-filter.ts';
import { foundTrace } from './found-trace.ts';
import { logQuery } from './logs.ts';
import { NEXT_PART } from './next-part.ts';
import { logsLines, spansLines } from './otlp-lines.ts';
import { rangeOf, whereOf } from './parameters.ts';

/** A part ends before it has so many traces, where they have so many spans: all of it is in memory at once. */
const TRACES_A_PART = 60;
const SPANS_A_PART = 5000;
const LOGS_A_PART = 1000;

export async function exportLines(asked: Asked): Promise<Answer> {
  const { query } = asked;
  const trace = query.get('trace');
  if (trace) return traceAlone(asked, trace);
  const signal = query.get('signal') || undefined;
  const before = query.get('before') ?? '';
  if (signal === 'logs') return logsPart(asked, before);
  if (signal === 'traces') return tracesPart(asked, before, false);
  if (signal !== undefined) throw new QuestionError(400, `signal "${signal}" is neither traces nor logs`);
  return query.get('where') ? tracesPart(asked, before, true) : partOfEverything(asked, before);
}

async function traceAlone(asked: Asked, id: string): Promise<Answer> {
  const { traceId } = await foundTrace(asked, id);
  const lines = await traceLines(asked.store, traceId, true);
  return ndjson(lines, undefined, `trace-${traceId}.jsonl`);
}

/** What stands before the place in the second half of everything. */
const LOGS = 'logs:';

/** First all spans, then all log records, for some of these belong to no trace. */
async function partOfEverything(asked: Asked, before: string): Promise<Answer> {
  if (!before.startsWith(LOGS)) {
    const part = await tracesPart(asked, before, false);
    return { ...part, headers: { [NEXT_PART]: LOGS, ...part.headers } };
  }
  const part = await logsPart(asked, before.slice(LOGS.length));
  const next = part.headers?.[NEXT_PART];
  return next === undefined ? part : { ...part, headers: { ...part.headers, [NEXT_PART]: LOGS + next } };
}

async function tracesPart({ store, query }: Asked, before: string, withLogs: boolean): Promise<Answer> {
  const condition = { ...whereOf(query, spanFilter), ...rangeOf(query), ...(before ? { before } : {}) };
  const { traces, next } = await store.searchTraces({ ...condition, limit: TRACES_A_PART });
  const lines: string[] = [];
  let spans = 0;
  for (const { traceId, startUnixNano: start, spanCount } of traces) {
    lines.push(...(await traceLines(store, traceId, withLogs)));
    spans += spanCount;
    if (spans < SPANS_A_PART || traceId === traces.at(-1)?.traceId) continue;
    return ndjson(lines, placeText({ start, traceId }));
  }
  return ndjson(lines, next);
}

async function logsPart({ store, query }: Asked, before: string): Promise<Answer> {
  // In the question, the place may be one in everything.
  const { before: _, ...filter } = logQuery(query);
  const wanted = { ...filter, limit: LOGS_A_PART };
  const { logs, next } = await store.searchLogs(before ? { ...wanted, before } : wanted);
  // By time, so that lines of one time arrive in their order where they are imported.
  return ndjson(await logsLines(logs.toReversed()), next);
}

async function traceLines(store: TelemetryStore, traceId: string, withLogs: boolean): Promise<string[]> {
  const spans = await spansLines(await store.spansOf(traceId));
  return withLogs ? [...spans, ...(await logsLines(await store.logsOf(traceId)))] : spans;
}

/** @param file what a browser calls it when it saves it */
function ndjson(lines: readonly string[], next: string | undefined, file = 'waymark.jsonl'): Answer {
  const headers = { 'content-disposition': `attachment; filename="${file}"` };
  return {
    status: 200,
    type: 'application/x-ndjson',
    body: lines.map((line) => `${line}\n`).join(''),
    headers: next === undefined ? headers : { ...headers, [NEXT_PART]: next },
  };
}
