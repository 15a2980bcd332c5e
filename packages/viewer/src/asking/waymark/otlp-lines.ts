/** Spans and log records as lines of OTLP-JSON, a request each (OTLP specification, "File Exporter"). */

import type { OtlpLogs, OtlpTraces } from '@waymark/otlp';
import type { StoredLog, StoredSpan } from '../../store/telemetry-store.ts';
import { Turns } from '../../store/turns.ts';

/** Whoever reads the lines holds one of them at a time. */
const A_LINE = 1000;

/** Without newlines. What shares a resource and a scope stands together. */
export function spansLines(spans: readonly StoredSpan[]): Promise<string[]> {
  return lines(spans, spansLine);
}

/** As {@link spansLines}. */
export function logsLines(logs: readonly StoredLog[]): Promise<string[]> {
  return lines(logs, logsLine);
}

async function lines<T>(all: readonly T[], line: (stretch: T[]) => object): Promise<string[]> {
  const turns = new Turns();
  const texts: string[] = [];
  for (let at = 0; at < all.length; at += A_LINE) {
    texts.push(JSON.stringify(line(all.slice(at, at + A_LINE))));
    await turns.giveWay();
  }
  return texts;
}

function spansLine(spans: StoredSpan[]): OtlpTraces {
  return {
    resourceSpans: byResource(spans).map((own) => ({
      resource: own[0]!.resource,
      scopeSpans: byScope(own).map((inner) => ({
        scope: inner[0]!.scope,
        spans: inner.map(({ span }) => span),
        schemaUrl: inner[0]!.scopeSchemaUrl,
      })),
      schemaUrl: own[0]!.resourceSchemaUrl,
    })),
  };
}

function logsLine(logs: StoredLog[]): OtlpLogs {
  return {
    resourceLogs: byResource(logs).map((own) => ({
      resource: own[0]!.resource,
      scopeLogs: byScope(own).map((inner) => ({
        scope: inner[0]!.scope,
        logRecords: inner.map(({ record }) => record),
        schemaUrl: inner[0]!.scopeSchemaUrl,
      })),
      schemaUrl: own[0]!.resourceSchemaUrl,
    })),
  };
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
