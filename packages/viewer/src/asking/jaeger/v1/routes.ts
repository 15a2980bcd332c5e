/** Jaeger's older API, below `/api/`: for its page up to 2.18, one trace and dependencies in later ones, and for Grafana. */

import type { TelemetryStore } from '../../../store/telemetry-store.ts';
import type { Answer, Question } from '../../answer.ts';
import { answerByRoute, type Route } from '../../routes.ts';
import { jaegerDependencies } from '../dependencies.ts';
import { parseTraceId } from '../go/numbers.ts';
import { jaegerOperations } from '../operations.ts';
import { ParameterError } from '../parameter-error.ts';
import { jaegerServices } from '../service-name.ts';
import { envelope, failure, listEnvelope, longEnvelope } from './answer.ts';
import { booleanParameter, quantileParameter, timeParameter } from './parameters.ts';
import { answerSearch } from './search.ts';
import { addTrace } from './trace-json.ts';
import { answerTransform } from './transform.ts';

/** By method and path; the group is what the path names. */
const ROUTES: readonly Route[] = [
  ['GET', /^\/api\/services$/, answerServices],
  ['GET', /^\/api\/services\/([^/]+)\/operations$/, answerOperationNames],
  ['GET', /^\/api\/operations$/, answerOperations],
  ['GET', /^\/api\/traces$/, answerSearch],
  ['GET', /^\/api\/traces\/([^/]+)$/, answerTrace],
  ['GET', /^\/api\/dependencies$/, answerDependencies],
  ['GET', /^\/api\/metrics\/(latencies|calls|errors|minstep)$/, answerMetrics],
  ['POST', /^\/api\/transform$/, answerTransform],
  ['POST', /^\/api\/archive\/([^/]+)$/, answerArchive],
];

/** Undefined where the path is none of this API's. Rejects with what the store says. */
export async function answerJaegerV1(store: TelemetryStore, question: Question): Promise<Answer | undefined> {
  try {
    return await answerByRoute(ROUTES, store, question);
  } catch (error) {
    if (error instanceof ParameterError) return failure(error.status, error.message);
    throw error;
  }
}

/** As Go's `QueryUnescape` has it; nothing where that cannot be. */
function unescaped(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    return '';
  }
}

async function answerServices(store: TelemetryStore, question: Question): Promise<Answer> {
  return listEnvelope(question, await jaegerServices(store));
}

/** Nothing rather than an empty list for a service that has none, as Jaeger has it. */
async function answerOperationNames(
  store: TelemetryStore,
  question: Question,
  service: string,
): Promise<Answer> {
  const operations = await jaegerOperations(store, unescaped(service), '');
  const names = [...new Set(operations.map(({ name }) => name))];
  return names.length > 0 ? listEnvelope(question, names) : envelope(question, 'null');
}

async function answerOperations(store: TelemetryStore, question: Question): Promise<Answer> {
  const { query } = question;
  const service = query.get('service') ?? '';
  if (service === '') throw new ParameterError("parameter 'service' is required");
  return listEnvelope(question, await jaegerOperations(store, service, query.get('spanKind') ?? ''));
}

/** `start` and `end` only tell Jaeger where to look. */
async function answerTrace(store: TelemetryStore, question: Question, id: string): Promise<Answer> {
  const { traceId, raw } = traceParameters(question, id);
  const spans = await store.spansOf(traceId);
  if (spans.length === 0) return failure(404, 'trace not found');
  return longEnvelope(question, async (out) => void (await addTrace(out, spans, raw)));
}

function traceParameters({ query }: Question, id: string) {
  const traceId = parseTraceId(unescaped(id));
  for (const name of ['start', 'end']) timeParameter(query, name, 1n);
  return { traceId, raw: booleanParameter(query, 'raw') };
}

async function answerDependencies(store: TelemetryStore, question: Question): Promise<Answer> {
  const { query } = question;
  const millis = 1_000_000n;
  const end = timeParameter(query, 'endTs', millis) ?? BigInt(Date.now()) * millis;
  const lookback = timeParameter(query, 'lookback', millis) ?? 86_400_000n * millis;
  if (lookback < 0n) throw new ParameterError('end time must be greater than start time', 500);
  const service = query.get('service') ?? '';
  const all = await jaegerDependencies(store, end - lookback, end);
  const wanted = all.filter(({ parent, child }) => service === '' || parent === service || child === service);
  return envelope(question, JSON.stringify(wanted));
}

/** Rates and latencies over time come from a metrics store, and there is none. */
function answerMetrics(_store: TelemetryStore, { query }: Question, what: string): Answer {
  if (what === 'latencies') quantileParameter(query);
  if (what !== 'minstep') {
    if (!query.has('service'))
      throw new ParameterError("unable to parse param 'service': please provide at least one service name");
    for (const name of ['endTs', 'lookback', 'step', 'ratePer']) timeParameter(query, name, 1n);
  }
  return failure(501, 'metrics querying is currently disabled');
}

function answerArchive(_store: TelemetryStore, question: Question, id: string): Answer {
  traceParameters(question, id);
  return failure(500, 'archive span storage was not configured');
}
