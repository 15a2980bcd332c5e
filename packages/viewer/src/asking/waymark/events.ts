/** `GET traces/:id/events`: the events of one span or of all, by time, to stand between the lines of a log. */

import type { OtlpEvent } from '@waymark/otlp';
import { compare } from '../../store/compare.ts';
import { QuestionError } from '../question-error.ts';
import type { Asked } from './asked.ts';
import { foundTrace } from './found-trace.ts';
import { limitOf } from './parameters.ts';
import type { EventsJson } from './shapes.ts';

const MAX_EVENTS = 20_000;

export async function events(asked: Asked): Promise<EventsJson> {
  const {
    store,
    query,
    names: [id = ''],
  } = asked;
  const { traceId } = await foundTrace(asked, id);
  const spanId = query.get('span');
  const limit = limitOf(query, 5000, MAX_EVENTS);
  if (spanId && !/^[0-9a-f]{16}$/.test(spanId)) throw new QuestionError(400, `"${spanId}" is no span id`);
  const spans = spanId
    ? await store.spansOf(traceId, new Set([spanId]))
    : await store.spansWithEvents(traceId);
  const all = spans.flatMap(({ span }) => span.events.map((event) => ({ spanId: span.spanId, event })));
  all.sort((one, other) => compare(timeOf(one.event), timeOf(other.event)));
  return { events: all.slice(0, limit), more: all.length > limit };
}

const timeOf = ({ timeUnixNano }: OtlpEvent) => BigInt(timeUnixNano);
