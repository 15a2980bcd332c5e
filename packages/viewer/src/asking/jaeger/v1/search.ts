/** `GET /api/traces`: whole traces, by what one of their spans says, or by their ids. */

import type { TelemetryStore } from '../../../store/telemetry-store.ts';
import type { Answer, Question } from '../../answer.ts';
import { checkedLimit, foundTraces, type JaegerSearch, searchOf } from '../found-traces.ts';
import { ParameterError } from '../parameter-error.ts';
import { tagConditions } from '../tag-conditions.ts';
import { type JaegerError, longEnvelope } from './answer.ts';
import {
  booleanParameter,
  durationParameter,
  limitParameter,
  tagParameters,
  timeParameter,
  traceIdParameters,
} from './parameters.ts';
import { addTrace, shortTraceId } from './trace-json.ts';

const MICROS = 1_000n;
const TWO_DAYS = 2n * 86_400_000_000_000n;

export async function answerSearch(store: TelemetryStore, question: Question): Promise<Answer> {
  const { search, traceIds, raw } = parameters(question.query);
  if (traceIds.length > 0) return answerByIds(store, question, traceIds, raw);
  checkedLimit(search.limit);
  return longEnvelope(question, async (out) => {
    for await (const { traceId } of foundTraces(store, search)) {
      const spans = await store.spansOf(traceId);
      if (spans.length > 0) await addTrace(out, spans, raw);
    }
    return undefined;
  });
}

function answerByIds(
  store: TelemetryStore,
  question: Question,
  traceIds: readonly string[],
  raw: boolean,
): Promise<Answer> {
  return longEnvelope(question, async (out) => {
    const errors: JaegerError[] = [];
    for (const traceId of traceIds) {
      const spans = await store.spansOf(traceId);
      if (spans.length > 0) await addTrace(out, spans, raw);
      else errors.push({ msg: 'trace not found', traceID: shortTraceId(traceId) });
    }
    return errors.length > 0 ? errors : undefined;
  });
}

/** Times are microseconds since the epoch; without any the last two days are searched. */
function parameters(query: URLSearchParams) {
  const now = BigInt(Date.now()) * 1_000_000n;
  const from = timeParameter(query, 'start', MICROS) ?? now - TWO_DAYS;
  const to = timeParameter(query, 'end', MICROS) ?? now;
  const conditions = tagConditions(tagParameters(query));
  const limit = limitParameter(query);
  const [shortest, longest] = durations(query);
  const traceIds = traceIdParameters(query);
  const raw = booleanParameter(query, 'raw');
  if (longest !== 0n && longest < shortest)
    throw new ParameterError("'maxDuration' should be greater than 'minDuration'");
  const [service, operation] = [query.get('service') ?? '', query.get('operation') ?? ''];
  const search: JaegerSearch = searchOf({
    ...{ service, operation, from, to, shortest, longest, limit, conditions },
  });
  return { search, traceIds, raw };
}

function durations(query: URLSearchParams): [bigint, bigint] {
  return [durationParameter(query, 'minDuration'), durationParameter(query, 'maxDuration')];
}
