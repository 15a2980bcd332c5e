/** Jaeger's newer API, below `/api/v3/`: OTLP's JSON, for its page from 2.15 on, and for Grafana where it is told so. */

import type { StoredSpan, TelemetryStore } from '../../../store/telemetry-store.ts';
import type { Answer, Question } from '../../answer.ts';
import { LongText } from '../../long-text.ts';
import { answerByRoute, type Route } from '../../routes.ts';
import { jaegerDependencies } from '../dependencies.ts';
import { foundTraces } from '../found-traces.ts';
import { jaegerOperations } from '../operations.ts';
import { ParameterError } from '../parameter-error.ts';
import { jaegerNames, jaegerServices } from '../service-name.ts';
import { booleanParameter, textParameter, timeParameter, traceIdOf } from './parameters.ts';
import { searchParameters } from './search.ts';
import { summaryJson } from './summary.ts';
import { addResourceSpans } from './traces-json.ts';

const ROUTES: readonly Route[] = [
  ['GET', /^\/api\/v3\/services$/, answerServices],
  ['GET', /^\/api\/v3\/operations$/, answerOperations],
  ['GET', /^\/api\/v3\/traces$/, answerSearch],
  ['GET', /^\/api\/v3\/traces\/([^/]+)$/, answerTrace],
  ['GET', /^\/api\/v3\/trace-summaries$/, answerSummaries],
  ['GET', /^\/api\/v3\/dependencies$/, answerDependencies],
];

/** Undefined where the path is none of this API's. Rejects with what the store says. */
export async function answerJaegerV3(store: TelemetryStore, question: Question): Promise<Answer | undefined> {
  try {
    return await answerByRoute(ROUTES, store, question);
  } catch (error) {
    if (error instanceof ParameterError) return failure(error.status, error.message);
    throw error;
  }
}

const json = (body: string | Uint8Array): Answer => ({ status: 200, type: 'application/json', body });

function failure(status: number, message: string): Answer {
  const body = JSON.stringify({ error: { httpCode: status, message } });
  return { status, type: 'application/json', body };
}

async function answerServices(store: TelemetryStore): Promise<Answer> {
  return json(JSON.stringify({ services: await jaegerServices(store) }));
}

/** Its page insists on a kind: a span without one is internal, as Jaeger has had it since 2.14. */
async function answerOperations(store: TelemetryStore, { query }: Question): Promise<Answer> {
  const kind = textParameter(query, ['spanKind', 'span_kind']);
  const all = await jaegerOperations(store, query.get('service') ?? '', kind);
  const operations = all.map(({ name, spanKind }) => ({ name, spanKind: spanKind || 'internal' }));
  return json(JSON.stringify({ operations }));
}

async function answerSearch(store: TelemetryStore, { query }: Question): Promise<Answer> {
  const { search, raw } = searchParameters(query);
  return tracesAnswer(async function* traces() {
    for await (const { traceId } of foundTraces(store, search)) yield store.spansOf(traceId);
  }, raw);
}

/** Times only tell Jaeger where to look. */
async function answerTrace(store: TelemetryStore, { query }: Question, id: string): Promise<Answer> {
  const traceId = traceIdOf(id);
  timeParameter(query, ['startTime', 'start_time']);
  timeParameter(query, ['endTime', 'end_time']);
  const raw = booleanParameter(query, ['rawTraces', 'raw_traces']);
  return tracesAnswer(async function* trace() {
    yield store.spansOf(traceId);
  }, raw);
}

/** Unlike elsewhere, nothing found is an error here. */
async function tracesAnswer(traces: () => AsyncIterable<StoredSpan[]>, raw: boolean): Promise<Answer> {
  const out = new LongText();
  out.add('{"result":{"resourceSpans":[');
  let found = 0;
  for await (const spans of traces()) {
    await addResourceSpans(out, spans, raw);
    found += spans.length;
  }
  if (found === 0) return failure(404, 'No traces found');
  out.add(']}}');
  return json(out.bytes());
}

async function answerSummaries(store: TelemetryStore, { query }: Question): Promise<Answer> {
  const summaries = [];
  const { search } = searchParameters(query);
  const named = await jaegerNames(store);
  for await (const trace of foundTraces(store, search)) summaries.push(summaryJson(trace, named));
  return json(JSON.stringify({ summaries }));
}

/** The published API has it, and Jaeger's own server does not yet. */
async function answerDependencies(store: TelemetryStore, { query }: Question): Promise<Answer> {
  const end = timeParameter(query, ['endTime', 'end_time']) ?? BigInt(Date.now()) * 1_000_000n;
  const start = timeParameter(query, ['startTime', 'start_time']) ?? end - 86_400_000_000_000n;
  const all = await jaegerDependencies(store, start, end);
  const dependencies = all.map(({ callCount, ...link }) => ({ ...link, callCount: String(callCount) }));
  return json(JSON.stringify({ dependencies }));
}
