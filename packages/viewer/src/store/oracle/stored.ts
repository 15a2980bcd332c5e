/** Requests as the records that a store keeps. */

import type { OtlpLogRecord, OtlpLogs, OtlpTraces, SpanWithZipkin } from '@waymark/otlp';
import { serviceOf } from '../matching/service-of.ts';
import { logRequestId } from '../request-id.ts';
import type { StoredLog, StoredSpan } from '../telemetry-store.ts';

export function storedSpans({ resourceSpans }: OtlpTraces): StoredSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans, schemaUrl }) => {
    const outer = { service: serviceOf(resource), resource, resourceSchemaUrl: schemaUrl };
    return scopeSpans.flatMap(({ scope, spans, schemaUrl: scopeSchemaUrl }) =>
      spans.map((span) => ({ ...outer, scope, scopeSchemaUrl, ...withoutZipkin(span) })),
    );
  });
}

/** What came from Zipkin stands beside the span, and not within. */
function withoutZipkin(span: SpanWithZipkin): Pick<StoredSpan, 'span' | 'zipkin'> {
  if (span.zipkin === undefined) return { span };
  const { zipkin, ...rest } = span;
  return { span: rest, zipkin };
}

/** @param firstId the number that the first record gets */
export function storedLogs({ resourceLogs }: OtlpLogs, firstId: number): StoredLog[] {
  let id = firstId;
  return resourceLogs.flatMap(({ resource, scopeLogs, schemaUrl }) => {
    const outer = { service: serviceOf(resource), resource, resourceSchemaUrl: schemaUrl };
    return scopeLogs.flatMap(({ scope, logRecords, schemaUrl: scopeSchemaUrl }) =>
      logRecords.map((record) => ({
        id: String(id++),
        ...outer,
        scope,
        scopeSchemaUrl,
        record,
        timeUnixNano: timeOf(record),
        ...requestIdOf(record),
      })),
    );
  });
}

function timeOf({ timeUnixNano, observedTimeUnixNano }: OtlpLogRecord): bigint {
  return BigInt(timeUnixNano) || BigInt(observedTimeUnixNano);
}

function requestIdOf(record: OtlpLogRecord): { requestId?: string } {
  const requestId = logRequestId(record);
  return requestId === undefined ? {} : { requestId };
}
