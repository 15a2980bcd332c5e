/** `GET traces/:id/spans/:spanId`: all that a span is. */

import type { StoredSpan } from '../../store/telemetry-store.ts';
import { QuestionError } from '../question-error.ts';
import type { Asked } from './asked.ts';
import { foundTrace } from './found-trace.ts';
import type { SpanDetailsJson } from './shapes.ts';

export async function spanDetails(asked: Asked): Promise<SpanDetailsJson> {
  const [id = '', ownId = ''] = asked.names;
  const spanId = ownId.toLowerCase();
  const { traceId } = await foundTrace(asked, id);
  const stored = isSpanId(spanId) ? await asked.store.spansOf(traceId, new Set([spanId])) : [];
  const running = asked.pending?.spansOf(traceId).filter(({ span }) => span.spanId === spanId) ?? [];
  const spans = stored.length > 0 ? stored.map(detailsOf) : running.map(runningDetails);
  if (spans.length === 0) throw new QuestionError(404, `trace ${traceId} has no span "${spanId}"`);
  return { spans };
}

const isSpanId = (text: string) => /^[0-9a-f]{16}$/.test(text);

/** What it has so far. */
function runningDetails({ service, resource, scope, span }: StoredSpan): SpanDetailsJson['spans'][number] {
  return { service, resource, scope, span, warnings: ['It still runs.'] };
}

function detailsOf(stored: StoredSpan): SpanDetailsJson['spans'][number] {
  const { service, resource, scope, span } = stored;
  return { service, resource, scope, span, warnings: warningsOf(stored) };
}

/** What is odd about it, one sentence each. */
function warningsOf({ span }: StoredSpan): string[] {
  const { droppedAttributesCount: attributes, droppedEventsCount: events, droppedLinksCount: links } = span;
  const dropped = [
    ...counted(attributes, 'attribute'),
    ...counted(events, 'event'),
    ...counted(links, 'link'),
  ];
  return [
    ...(BigInt(span.endTimeUnixNano) < BigInt(span.startTimeUnixNano) ? ['It ends before it starts.'] : []),
    ...(dropped.length > 0 ? [`Its sender dropped ${dropped.join(', ')}.`] : []),
  ];
}

function counted(count: number, noun: string): string[] {
  return count === 0 ? [] : [`${count} ${noun}${count === 1 ? '' : 's'}`];
}
