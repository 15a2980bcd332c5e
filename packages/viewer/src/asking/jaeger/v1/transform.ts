/** `POST /api/transform`: OTLP's JSON as Jaeger's, which its page needs for files that people open. Nothing is kept. */

import { DecodeError, fromJson, type OtlpTraces, TRACES } from '@waymark/otlp';
import type { StoredSpan, TelemetryStore } from '../../../store/telemetry-store.ts';
import type { Answer, Question } from '../../answer.ts';
import { ParameterError } from '../parameter-error.ts';
import { sentTimes } from '../received-span.ts';
import { longEnvelope } from './answer.ts';
import { addTrace } from './trace-json.ts';

/** Nobody has received it, and so nobody has corrected it. */
const AS_SENT = { serviceName: ({ service }: StoredSpan) => service, times: sentTimes };

export async function answerTransform(_store: TelemetryStore, question: Question): Promise<Answer> {
  const traces = Map.groupBy(spansOf(tracesOf(question)), ({ span }) => span.traceId);
  return longEnvelope(question, async (out) => {
    for (const spans of traces.values()) await addTrace(out, spans, true, AS_SENT);
    return undefined;
  });
}

function tracesOf({ body = new Uint8Array() }: Question): OtlpTraces {
  try {
    return fromJson(TRACES, body);
  } catch (error) {
    if (error instanceof DecodeError) throw new ParameterError(`cannot unmarshal OTLP : ${error.message}`);
    throw error;
  }
}

function spansOf({ resourceSpans }: OtlpTraces): StoredSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans, schemaUrl: resourceSchemaUrl }) => {
    const service = serviceOf(resource);
    return scopeSpans.flatMap(({ scope, spans, schemaUrl: scopeSchemaUrl }) =>
      spans.map((span) => ({ service, resource, resourceSchemaUrl, scope, scopeSchemaUrl, span })),
    );
  });
}

/** Unlike a span that was received, one of a file may have none. */
function serviceOf({ attributes }: StoredSpan['resource']): string {
  if (attributes.length === 0) return 'OTLPResourceNoServiceName';
  return attributes.findLast(({ key }) => key === 'service.name')?.value.stringValue ?? '';
}
