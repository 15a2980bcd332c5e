/** Spans without secrets: in name, attributes, events, links, status and resource. The same span when there are none. */

import type { Attributes, HrTime, Link, SpanContext, SpanKind, SpanStatus } from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import type { Redactor } from '../redactor.ts';
import { copyOf } from '../values/copy.ts';
import { systemAmong } from '../values/redact-attributes.ts';
import { type KeptEvent, type KeptSpan, keptSpan, type SharedAttributes } from './kept-span.ts';

export function redactedSpan(span: ReadableSpan, redactor: Redactor): ReadableSpan {
  const kept = keptSpan(span);
  return kept === undefined ? redactedReadable(span, redactor) : redactedKept(kept, redactor);
}

function redactedKept(span: KeptSpan, redactor: Redactor): ReadableSpan {
  const { shared, alsoShared, own, eventList, linkList, statusSet } = span;
  redactor.expect(span.spanContext().traceId);
  const name = redactor.text(span.name);
  const isClean =
    name === span.name &&
    (shared === undefined || isSharedClean(shared, redactor)) &&
    (alsoShared === undefined || isSharedClean(alsoShared, redactor));
  const kept = redactor.attributes(own);
  const system = eventList === undefined && statusSet === undefined ? undefined : systemAmong(kept);
  const events =
    eventList === undefined ? undefined : redactEach(eventList, redactKeptEvent, redactor, system);
  const links = linkList === undefined ? undefined : redactEach(linkList, redactLink, redactor, undefined);
  const status = statusSet === undefined ? undefined : redactStatus(statusSet, redactor, system);
  const resource = redactor.resource(span.resource);
  if (isClean && kept === own && events === eventList && links === linkList && status === statusSet)
    if (resource === span.resource) return span;
  const attributes = merged(sharedOf(shared, redactor), sharedOf(alsoShared, redactor), kept);
  return new RedactedSpan(span, { name, attributes, events, links, status, resource });
}

function redactedReadable(span: ReadableSpan, redactor: Redactor): ReadableSpan {
  const name = redactor.text(span.name);
  const attributes = redactor.attributes(span.attributes);
  const system = systemAmong(attributes);
  const events = redactEach(span.events, redactEvent, redactor, system);
  const links = redactEach(span.links, redactLink, redactor, undefined);
  const status = redactStatus(span.status, redactor, system);
  const resource = redactor.resource(span.resource);
  const isClean = name === span.name && attributes === span.attributes && status === span.status;
  if (isClean && events === span.events && links === span.links && resource === span.resource) return span;
  return new RedactedSpan(span, { name, attributes, events, links, status, resource });
}

function sharedOf(
  shared: SharedAttributes | undefined,
  redactor: Redactor,
): Readonly<Attributes> | undefined {
  if (shared === undefined) return undefined;
  const { judged } = shared;
  if (judged !== undefined && judged.by === redactor) return judged.redacted;
  const redacted = redactor.attributes(shared.values);
  shared.judged = { by: redactor, redacted };
  return redacted;
}

/** One object of all of them. What is undefined is left out: shared attributes may be. */
function merged(...all: readonly (Readonly<Attributes> | undefined)[]): Attributes {
  const attributes: Attributes = {};
  for (const each of all)
    for (const [key, value] of Object.entries(each ?? {})) if (value !== undefined) attributes[key] = value;
  return attributes;
}

function isSharedClean(shared: SharedAttributes, redactor: Redactor): boolean {
  return sharedOf(shared, redactor) === shared.values;
}

type Redact<T> = (item: T, redactor: Redactor, system: string | undefined) => T;

/** @param system the span's database: what its error says may begin with a statement */
function redactEach<T>(list: T[], redact: Redact<T>, redactor: Redactor, system: string | undefined): T[] {
  let copy: T[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const redacted = redact(list[i]!, redactor, system);
    if (copy === undefined && redacted === list[i]) continue;
    copy ??= list.slice(0, i);
    copy.push(redacted);
  }
  return copy ?? list;
}

function redactKeptEvent(event: KeptEvent, redactor: Redactor, system: string | undefined): KeptEvent {
  return event.judged === redactor ? event : redactEvent(event, redactor, system);
}

function redactEvent(event: TimedEvent, redactor: Redactor, system: string | undefined): TimedEvent {
  const name = redactor.text(event.name);
  const attributes = event.attributes && redactor.attributes(event.attributes, system);
  return name === event.name && attributes === event.attributes ? event : { ...event, name, attributes };
}

function redactLink(link: Link, redactor: Redactor): Link {
  const attributes = link.attributes && redactor.attributes(link.attributes);
  return attributes === link.attributes ? link : { ...link, attributes };
}

function redactStatus(status: SpanStatus, redactor: Redactor, system: string | undefined): SpanStatus {
  const { message } = status;
  if (message === undefined) return status;
  const redacted = redactor.said(message, system);
  return redacted === message ? status : { ...status, message: redacted };
}

interface RedactedParts {
  readonly name: string;
  readonly attributes: Attributes;
  readonly events: TimedEvent[] | undefined;
  readonly links: Link[] | undefined;
  readonly status: SpanStatus | undefined;
  readonly resource: ReadableSpan['resource'];
}

/** What a span was when it ended, without its secrets. Shares nothing with it that can be changed. */
class RedactedSpan implements ReadableSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly parentSpanContext: SpanContext | undefined;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly duration: HrTime;
  readonly status: SpanStatus;
  readonly attributes: Attributes;
  readonly links: Link[];
  readonly events: TimedEvent[];
  readonly ended: boolean;
  readonly resource: ReadableSpan['resource'];
  readonly instrumentationScope: ReadableSpan['instrumentationScope'];
  readonly droppedAttributesCount: number;
  readonly droppedEventsCount: number;
  readonly droppedLinksCount: number;
  readonly #context: SpanContext;

  constructor(span: ReadableSpan, { name, attributes, events, links, status, resource }: RedactedParts) {
    this.name = name;
    this.kind = span.kind;
    this.parentSpanContext = span.parentSpanContext;
    this.startTime = [...span.startTime];
    this.endTime = [...span.endTime];
    this.duration = [...span.duration];
    this.status = { ...(status ?? span.status) };
    this.attributes = copyOf(attributes) as Attributes;
    this.links = (links ?? []).map(ownLink);
    this.events = (events ?? []).map(ownEvent);
    this.ended = span.ended;
    this.resource = resource;
    this.instrumentationScope = span.instrumentationScope;
    this.droppedAttributesCount = span.droppedAttributesCount;
    this.droppedEventsCount = span.droppedEventsCount;
    this.droppedLinksCount = span.droppedLinksCount;
    this.#context = span.spanContext();
  }

  spanContext(): SpanContext {
    return this.#context;
  }
}

function ownEvent({ judged: _, ...event }: KeptEvent): TimedEvent {
  return { ...event, time: [...event.time], ...ownAttributes(event) };
}

function ownLink(link: Link): Link {
  return { ...link, ...ownAttributes(link) };
}

function ownAttributes({ attributes }: { attributes?: Attributes }): { attributes?: Attributes } {
  return attributes === undefined ? {} : { attributes: copyOf(attributes) as Attributes };
}
