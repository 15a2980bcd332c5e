/**
 * What stands around the records: resource and scope, each encoded once, and the request made of all.
 *
 * ExportTraceServiceRequest and ExportLogsServiceRequest, ResourceSpans and ResourceLogs, ScopeSpans and
 * ScopeLogs have the same field numbers, so one envelope serves both signals.
 */

import type { Attributes } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import { ByteWriter } from './byte-writer.ts';
import { writeAttributes } from './key-value.ts';

/** A scope as tracers and loggers have it; upstream keeps the attributes beside the published type. */
export type Scope = InstrumentationScope & {
  readonly attributes?: Attributes;
  readonly droppedAttributesCount?: number;
};

/** The bytes before and after what a resource or scope contains. */
export interface Envelope {
  readonly front: Buffer;
  readonly back: Buffer;
}

/** Request.resource_spans, ResourceSpans.scope_spans and ScopeSpans.spans, and the same of logs. */
const RESOURCE_RECORDS = 0x0a;
const SCOPE_RECORDS = 0x12;

const RESOURCE_OR_SCOPE = 0x0a;
const SCHEMA_URL = 0x1a;

const RESOURCE_ATTRIBUTES = 0x0a;

const SCOPE_NAME = 0x0a;
const SCOPE_VERSION = 0x12;
const SCOPE_ATTRIBUTES = 0x1a;
const SCOPE_DROPPED_ATTRIBUTES = 0x20;

/** The envelope of a resource, with the attributes that are settled now. */
export function resourceEnvelope(resource: Resource): Envelope {
  return envelope(resource.schemaUrl, (writer) =>
    writeAttributes(writer, RESOURCE_ATTRIBUTES, settledAttributes(resource)),
  );
}

/** The envelope of an instrumentation scope. */
export function scopeEnvelope(scope: Scope): Envelope {
  return envelope(scope.schemaUrl, (writer) => {
    writer.byte(SCOPE_NAME);
    writer.string(scope.name);
    if (scope.version) {
      writer.byte(SCOPE_VERSION);
      writer.string(scope.version);
    }
    if (scope.attributes) writeAttributes(writer, SCOPE_ATTRIBUTES, scope.attributes);
    if (scope.droppedAttributesCount) {
      writer.byte(SCOPE_DROPPED_ATTRIBUTES);
      writer.varint(scope.droppedAttributesCount);
    }
  });
}

/** One ScopeSpans or ScopeLogs around encoded records, as pieces to be joined. */
export function scopePieces(scope: Envelope, records: Buffer): Buffer[] {
  return delimitedPieces(SCOPE_RECORDS, [scope.front, records, scope.back]);
}

/** A whole request of one resource around scope pieces. */
export function requestBody(resource: Envelope, scopes: readonly Buffer[]): Buffer {
  return Buffer.concat(delimitedPieces(RESOURCE_RECORDS, [resource.front, ...scopes, resource.back]));
}

function delimitedPieces(tag: number, pieces: Buffer[]): Buffer[] {
  const head = new ByteWriter(6);
  head.byte(tag);
  head.varint(pieces.reduce((total, piece) => total + piece.length, 0));
  return [head.written(), ...pieces];
}

function envelope(schemaUrl: string | undefined, writeContent: (writer: ByteWriter) => void): Envelope {
  const front = new ByteWriter(256);
  front.byte(RESOURCE_OR_SCOPE);
  const start = front.open(1);
  writeContent(front);
  front.close(start, 1);
  const back = new ByteWriter(64);
  if (schemaUrl) {
    back.byte(SCHEMA_URL);
    back.string(schemaUrl);
  }
  return { front: front.written(), back: back.written() };
}

/** Reading `attributes` of a resource that still waits for a detector makes upstream print an error. */
function settledAttributes(resource: Resource): Attributes {
  if (!resource.asyncAttributesPending) return resource.attributes;
  const settled: Attributes = {};
  for (const [key, value] of resource.getRawAttributes()) {
    if (key !== '' && !(key in settled) && !isPromise(value)) settled[key] = value;
  }
  return settled;
}

function isPromise(value: unknown): boolean {
  return typeof (value as PromiseLike<unknown> | null)?.then === 'function';
}
