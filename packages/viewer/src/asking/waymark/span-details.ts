/** `GET traces/:id/spans/:spanId`: all that a span is. */

import type { StoredSpan } from '../../store/telemetry-store.ts';
import { QuestionError } from '../question-error.ts';
import type { Asked } from './asked.ts';
import { foundTrace } from './found-trace.ts';
import type { SpanDetailsJson } from './shapes.ts';

export async function spanDetails({ store, names: [id = '', spanId = ''] }: Asked): Promise<SpanDetailsJson> {
  const { traceId } = await foundTrace(store, id);
  const spans = await store.spansOf(traceId, new Set([spanId.toLowerCase()]));
  if (spans.length === 0) throw new QuestionError(404, `trace ${traceId} has no span "${spanId}"`);
  return { spans: spans.map(detailsOf) };
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
