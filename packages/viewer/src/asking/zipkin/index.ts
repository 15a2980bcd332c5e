/** Zipkin's query API over the store: for its page, and Grafana's data source. */

import type { TelemetryStore } from '../../store/telemetry-store.ts';
import { Turns } from '../../store/turns.ts';
import type { Answer, Question } from '../answer.ts';
import { LongText } from '../long-text.ts';
import { answerByRoute, type Route } from '../routes.ts';
import { DependencyLinks } from './dependency-links.ts';
import { shownTrace, shownTraces } from './found-traces.ts';
import { numberParameter, plainNumber, required, traceIdOf, ZipkinRequestError } from './parameters.ts';
import { remoteServiceNames } from './remote-services.ts';
import { type ShownSpan, shortTraceId } from './shown-span.ts';
import { storeConditions } from './store-conditions.ts';
import { serviceNames, spanNames } from './store-names.ts';
import { checkPositive, DAY, searchHolds, traceSearch } from './trace-search.ts';

const ROUTES: readonly Route[] = [
  ['GET', /^\/api\/v2\/services$/, async (store) => json(await serviceNames(store))],
  ['GET', /^\/api\/v2\/spans$/, answerSpanNames],
  ['GET', /^\/api\/v2\/remoteServices$/, answerRemoteServices],
  ['GET', /^\/api\/v2\/traces$/, answerSearch],
  ['GET', /^\/api\/v2\/trace\/([^/]+)$/, answerTrace],
  ['GET', /^\/api\/v2\/traceMany$/, answerTraces],
  ['GET', /^\/api\/v2\/dependencies$/, answerDependencies],
  ['GET', /^\/api\/v2\/autocompleteKeys$/, async () => json([])],
  ['GET', /^\/api\/v2\/autocompleteValues$/, answerValues],
];

/** Undefined where the path is none of Zipkin's. Rejects with what the store says. */
export async function answerZipkin(store: TelemetryStore, question: Question): Promise<Answer | undefined> {
  try {
    return await answerByRoute(ROUTES, store, question);
  } catch (error) {
    if (error instanceof ZipkinRequestError) return text(error.status, error.message);
    throw error;
  }
}

const json = (value: unknown): Answer => ({
  status: 200,
  type: 'application/json',
  body: JSON.stringify(value),
});

const text = (status: number, body: string): Answer => ({
  status,
  type: 'text/plain; charset=utf-8',
  body,
});

async function answerSpanNames(store: TelemetryStore, { query }: Question): Promise<Answer> {
  return json(await spanNames(store, required(query, 'serviceName')));
}

async function answerRemoteServices(store: TelemetryStore, { query }: Question): Promise<Answer> {
  return json(await remoteServiceNames(store, required(query, 'serviceName'), new Turns()));
}

/** How much earlier or later than its root the span of a trace may start that a search asks for. */
const APART = 3_600_000;

async function answerSearch(store: TelemetryStore, { query }: Question): Promise<Answer> {
  const search = traceSearch(query);
  const range = { fromUnixNano: nanos(search.from - APART), toUnixNano: nanos(search.to + APART) };
  const isLater = ({ startUnixNano }: { startUnixNano: bigint }) => startUnixNano > nanos(search.to + 1);
  const sources = await storeConditions(store, search);
  const out = new LongText();
  out.add('[');
  let left = search.limit;
  for await (const trace of shownTraces(store, sources, range, out.turns, isLater)) {
    if (!searchHolds(search, trace)) continue;
    await addTrace(out, trace);
    if (--left === 0) break;
  }
  return ended(out);
}

async function addTrace(out: LongText, trace: readonly ShownSpan[]): Promise<void> {
  out.item('[');
  await out.turns.each(trace, (span) => out.item(JSON.stringify(span)));
  out.add(']');
}

function ended(out: LongText): Answer {
  out.add(']');
  return { status: 200, type: 'application/json', body: out.bytes() };
}

const nanos = (millis: number) => BigInt(Math.max(0, millis)) * 1_000_000n;

async function answerTrace(store: TelemetryStore, _question: Question, id: string): Promise<Answer> {
  const traceId = traceIdOf(id);
  const out = new LongText();
  const trace = await shownTrace(store, traceId, out.turns);
  if (trace.length === 0) return text(404, `${shortTraceId(traceId)} not found`);
  out.add('[');
  await out.turns.each(trace, (span) => out.item(JSON.stringify(span)));
  return ended(out);
}

async function answerTraces(store: TelemetryStore, { query }: Question): Promise<Answer> {
  const out = new LongText();
  out.add('[');
  for (const traceId of traceIds(required(query, 'traceIds'))) {
    const trace = await shownTrace(store, traceId, out.turns);
    if (trace.length > 0) await addTrace(out, trace);
  }
  return ended(out);
}

function traceIds(list: string): Set<string> {
  if (list === '') throw new ZipkinRequestError('traceIds parameter is empty');
  const ids = new Set<string>();
  for (const each of list.split(',')) {
    const id = traceIdOf(each);
    if (ids.has(id)) throw new ZipkinRequestError(`redundant traceId: ${each}`);
    ids.add(id);
  }
  if (ids.size > 1) return ids;
  throw new ZipkinRequestError('Use /api/v2/trace/{traceId} endpoint to retrieve a single trace');
}

/** Of all spans of the traces that have one in the range. */
async function answerDependencies(store: TelemetryStore, { query }: Question): Promise<Answer> {
  const endTs = plainNumber(query, 'endTs');
  const lookback = numberParameter(query, 'lookback') ?? DAY;
  checkPositive({ endTs, lookback });
  const range = { fromUnixNano: nanos(endTs - lookback), toUnixNano: nanos(endTs + 1) };
  const links = new DependencyLinks();
  for await (const trace of shownTraces(store, [{ condition: { attributes: [] } }], range, new Turns()))
    links.add(trace);
  return json(links.all());
}

/** None: which keys to complete is a setting of Zipkin's, and by default there are none. */
async function answerValues(_store: TelemetryStore, { query }: Question): Promise<Answer> {
  if (required(query, 'key') === '') throw new ZipkinRequestError('key was empty');
  return json([]);
}
