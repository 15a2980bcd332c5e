/** What spans hang on: a resource and a scope, as a ResourceSpans message without spans. */

import { fromProtobuf, TRACES } from '@waymark/otlp';
import { GrowingBytes } from '../blocks/growing-bytes.ts';
import type { SpanGroup } from './span-source.ts';

export function readGroup(bytes: Uint8Array): SpanGroup {
  const request = new GrowingBytes(bytes.length + 8);
  request.varint(0x0a);
  request.varint(bytes.length);
  request.append(bytes, 0, bytes.length);
  const { resource, schemaUrl, scopeSpans } = fromProtobuf(TRACES, request.bytes()).resourceSpans[0]!;
  const { scope, schemaUrl: scopeSchemaUrl } = scopeSpans[0]!;
  return { resource, resourceSchemaUrl: schemaUrl, scope, scopeSchemaUrl };
}
