/** What log records of one logger in one process share: resource, scope and their schemas, kept once a block. */

import {
  fromProtobuf,
  LOGS,
  type OtlpLogs,
  type OtlpResource,
  type OtlpScope,
  toProtobuf,
} from '@waymark/otlp';

export interface LogGroup {
  resource: OtlpResource;
  resourceSchemaUrl: string;
  scope: OtlpScope;
  scopeSchemaUrl: string;
}

/** As a request without records. */
export function groupBytes({ resource, resourceSchemaUrl, scope, scopeSchemaUrl }: LogGroup): Buffer {
  const scopeLogs = [{ scope, logRecords: [], schemaUrl: scopeSchemaUrl }];
  return toProtobuf<OtlpLogs>(LOGS, {
    resourceLogs: [{ resource, scopeLogs, schemaUrl: resourceSchemaUrl }],
  });
}

export function readGroup(bytes: Uint8Array): LogGroup {
  const outer = fromProtobuf(LOGS, bytes).resourceLogs[0]!;
  const inner = outer.scopeLogs[0]!;
  return {
    resource: outer.resource,
    resourceSchemaUrl: outer.schemaUrl,
    scope: inner.scope,
    scopeSchemaUrl: inner.schemaUrl,
  };
}
