/** Spans and log records as lines of OTLP-JSON, a request each (OTLP specification, "File Exporter"). */

import type { OtlpLogs, OtlpTraces } from '@waymark/otlp';
import type { StoredLog, StoredSpan } from '../../store/telemetry-store.ts';

/** Whoever reads the lines holds one of them at a time. */
const A_LINE = 1000;

/** Without newlines. What shares a resource and a scope stands together. */
export function spansLines(spans: readonly StoredSpan[]): string[] {
  return stretches(spans).map((stretch) => {
    const traces: OtlpTraces = {
      resourceSpans: byResource(stretch).map((own) => ({
        resource: own[0]!.resource,
        scopeSpans: byScope(own).map((inner) => ({
          scope: inner[0]!.scope,
          spans: inner.map(({ span }) => span),
          schemaUrl: inner[0]!.scopeSchemaUrl,
        })),
        schemaUrl: own[0]!.resourceSchemaUrl,
      })),
    };
    return JSON.stringify(traces);
  });
}

/** As {@link spansLines}. */
export function logsLines(logs: readonly StoredLog[]): string[] {
  return stretches(logs).map((stretch) => {
    const requests: OtlpLogs = {
      resourceLogs: byResource(stretch).map((own) => ({
        resource: own[0]!.resource,
        scopeLogs: byScope(own).map((inner) => ({
          scope: inner[0]!.scope,
          logRecords: inner.map(({ record }) => record),
          schemaUrl: inner[0]!.scopeSchemaUrl,
        })),
        schemaUrl: own[0]!.resourceSchemaUrl,
      })),
    };
    return JSON.stringify(requests);
  });
}

function stretches<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / A_LINE) }, (_, at) =>
    all.slice(at * A_LINE, (at + 1) * A_LINE),
  );
}

type Stored = StoredSpan | StoredLog;

function byResource<T extends Stored>(all: readonly T[]): T[][] {
  return grouped(all, ({ resource, resourceSchemaUrl }) => [resource, resourceSchemaUrl]);
}

function byScope<T extends Stored>(all: readonly T[]): T[][] {
  return grouped(all, ({ scope, scopeSchemaUrl }) => [scope, scopeSchemaUrl]);
}

/** By what is equal in JSON, whose text is made once for what spans share. */
function grouped<T>(all: readonly T[], partsOf: (each: T) => [shared: object, schemaUrl: string]): T[][] {
  const texts = new Map<object, string>();
  const keyOf = (each: T) => {
    const [shared, schemaUrl] = partsOf(each);
    const text = texts.get(shared) ?? JSON.stringify(shared);
    texts.set(shared, text);
    return `${schemaUrl} ${text}`;
  };
  return [...Map.groupBy(all, keyOf).values()];
}
