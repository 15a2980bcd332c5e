/** Where everything of an ExportTraceServiceRequest is (opentelemetry/proto/trace/v1/trace.proto). */

import { fromProtobuf, TRACES_WITH_ZIPKIN, toProtobuf } from '@waymark/otlp';
import { GrowingBytes } from '../blocks/growing-bytes.ts';
import { GrowingInts } from '../blocks/growing-ints.ts';
import { Unusual, WireScan } from '../blocks/wire-scan.ts';

/** Of each span in `spans`, in this order; places in the request, -1 for what is not there. */
export const SPAN = {
  traceId: 0,
  spanId: 1,
  parentId: 2,
  nameStart: 3,
  nameEnd: 4,
  kind: 5,
  status: 6,
  start: 7,
  end: 8,
  /** Where its part of `own`, `events`, `links` and `rest` ends; it begins where the span's before ends. */
  ownEnd: 9,
  eventsEnd: 10,
  linksEnd: 11,
  restEnd: 12,
} as const;
export const SPAN_INTS = 13;

/** Of each ScopeSpans: where its resource's message begins (with tag) and ends, where its bytes end in `groupBytes`, its spans in `spans`. */
export const GROUP = { resourceStart: 0, resourceEnd: 1, bytesEnd: 2, spansEnd: 3 } as const;
export const GROUP_INTS = 4;

/** Of each event or link: where its attributes begin and end in `nested`, and its pieces in `pieces`. */
export const INNER_INTS = 4;

export class TraceScan {
  readonly groups = new GrowingInts();
  /** Of each group a ResourceSpans message without spans: its resource, its scope and both schema URLs. */
  readonly groupBytes = new GrowingBytes(1024);
  readonly spans = new GrowingInts(1024);
  /** Attributes of spans, and those of events and links, as {@link WireScan.attribute} notes them. */
  readonly own = new GrowingInts(4096);
  readonly nested = new GrowingInts();
  readonly events = new GrowingInts();
  readonly links = new GrowingInts();
  /** Fields that are kept as they are, with their tags: of events and links, and of spans. Begin and end. */
  readonly pieces = new GrowingInts();
  readonly rest = new GrowingInts();
  readonly #wire = new WireScan();
  readonly #scope = new GrowingBytes();

  get bytes(): Buffer {
    return this.#wire.bytes;
  }

  /**
   * Notes all of a request. What it notes is valid until the next.
   * @throws DecodeError when the body is not OTLP
   */
  scan(body: Uint8Array): void {
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    try {
      this.#request(bytes);
    } catch (error) {
      if (!(error instanceof Unusual)) throw error;
      const limits = { maxItems: Math.max(1_000_000, bytes.length >>> 4) };
      this.#request(
        Buffer.from(toProtobuf(TRACES_WITH_ZIPKIN, fromProtobuf(TRACES_WITH_ZIPKIN, bytes, limits))),
      );
    }
  }

  #request(bytes: Buffer): void {
    for (const list of [this.groups, this.spans, this.own, this.nested, this.events, this.links])
      list.length = 0;
    this.pieces.length = this.rest.length = this.groupBytes.length = 0;
    const wire = this.#wire;
    wire.begin(bytes);
    while (wire.pos < bytes.length) {
      const start = wire.pos;
      const tag = wire.tag(bytes.length);
      if (tag === 0x0a) this.#resourceSpans(start, wire.enter(bytes.length));
      else wire.skip(tag, bytes.length);
    }
  }

  /** Its fields may come in any order: those that are not ScopeSpans first. */
  #resourceSpans(start: number, end: number): void {
    const wire = this.#wire;
    wire.spend();
    const first = wire.pos;
    const bytesStart = this.groupBytes.length;
    let scopes = 0;
    while (wire.pos < end) {
      const fieldStart = wire.pos;
      const tag = wire.tag(end);
      if (tag === 0x0a) this.#resource(wire.enter(end));
      else wire.skip(tag, end);
      if (tag === 0x12) scopes++;
      else this.groupBytes.append(wire.bytes, fieldStart, wire.pos);
    }
    const bytesEnd = this.groupBytes.length;
    wire.pos = first;
    for (let scope = 0; wire.pos < end; ) {
      const tag = wire.tag(end);
      if (tag !== 0x12) {
        wire.skip(tag, end);
        continue;
      }
      if (scope++ > 0) this.groupBytes.append(this.groupBytes.data, bytesStart, bytesEnd);
      this.#scopeSpans(wire.enter(end));
      this.groups.push(start);
      this.groups.push(end);
      this.groups.push(this.groupBytes.length);
      this.groups.push(this.spans.length);
    }
    if (scopes === 0) this.groupBytes.length = bytesStart;
  }

  /** Checks a Resource, or an InstrumentationScope with another tag: the attributes are noted and forgotten. */
  #resource(end: number, attributeTag = 0x0a): void {
    const wire = this.#wire;
    while (wire.pos < end) {
      const tag = wire.tag(end);
      if (tag !== attributeTag) wire.skip(tag, end);
      else {
        wire.attribute(end, this.nested);
        this.nested.length -= 5;
      }
    }
  }

  #scopeSpans(end: number): void {
    const wire = this.#wire;
    wire.spend();
    const scope = this.#scope;
    scope.length = 0;
    while (wire.pos < end) {
      const start = wire.pos;
      const tag = wire.tag(end);
      if (tag === 0x12) {
        this.#span(wire.enter(end));
        continue;
      }
      if (tag === 0x0a) this.#resource(wire.enter(end), 0x1a);
      else wire.skip(tag, end);
      scope.append(wire.bytes, start, wire.pos);
    }
    this.groupBytes.varint(0x12);
    this.groupBytes.varint(scope.length);
    this.groupBytes.append(scope.data, 0, scope.length);
  }

  #span(end: number): void {
    const wire = this.#wire;
    wire.spend();
    this.spans.reserve(SPAN_INTS);
    const { data } = this.spans;
    const at = this.spans.length;
    data.fill(-1, at, at + SPAN.nameStart);
    data.fill(0, at + SPAN.nameStart, at + SPAN.start);
    data.fill(-1, at + SPAN.start, at + SPAN.ownEnd);
    while (wire.pos < end) this.#spanField(data, at, wire.pos, wire.tag(end), end);
    data[at + SPAN.ownEnd] = this.own.length;
    data[at + SPAN.eventsEnd] = this.events.length;
    data[at + SPAN.linksEnd] = this.links.length;
    data[at + SPAN.restEnd] = this.rest.length;
    this.spans.length = at + SPAN_INTS;
  }

  #spanField(data: Int32Array, at: number, fieldStart: number, tag: number, end: number): void {
    const wire = this.#wire;
    switch (tag) {
      case 0x4a:
        wire.attribute(end, this.own);
        return;
      case 0x0a:
        data[at + SPAN.traceId] = wire.id(16, end);
        return;
      case 0x12:
        data[at + SPAN.spanId] = wire.id(8, end);
        return;
      case 0x22:
        data[at + SPAN.parentId] = wire.id(8, end);
        return;
      case 0x2a: {
        const nameEnd = wire.enter(end);
        data[at + SPAN.nameStart] = wire.pos;
        data[at + SPAN.nameEnd] = wire.pos = nameEnd;
        return;
      }
      case 0x30:
        data[at + SPAN.kind] = wire.int32(end);
        return;
      case 0x39:
        data[at + SPAN.start] = wire.pos;
        wire.advance(8, end);
        return;
      case 0x41:
        data[at + SPAN.end] = wire.pos;
        wire.advance(8, end);
        return;
      case 0x5a:
        this.#inner(wire.enter(end), 0x1a, this.events);
        return;
      case 0x6a:
        this.#inner(wire.enter(end), 0x22, this.links);
        return;
      case 0x7a:
        this.#status(data, at, wire.enter(end));
        break;
      default:
        wire.skip(tag, end);
    }
    note(this.rest, fieldStart, wire.pos);
  }

  /** Its code is wanted; all of it is kept as it is. */
  #status(data: Int32Array, at: number, end: number): void {
    const wire = this.#wire;
    while (wire.pos < end) {
      const tag = wire.tag(end);
      if (tag === 0x18) data[at + SPAN.status] = wire.int32(end);
      else wire.skip(tag, end);
    }
  }

  /** An event, or a link, whose ids have numbers that mean something else in an event. */
  #inner(end: number, attributeTag: number, list: GrowingInts): void {
    const wire = this.#wire;
    wire.spend();
    const isLink = list === this.links;
    const [attributes, pieces] = [this.nested.length, this.pieces.length];
    while (wire.pos < end) {
      const start = wire.pos;
      const tag = wire.tag(end);
      if (tag === attributeTag) {
        wire.attribute(end, this.nested);
        continue;
      }
      if (isLink && tag === 0x0a) wire.id(16, end);
      else if (isLink && tag === 0x12) wire.id(8, end);
      else wire.skip(tag, end);
      note(this.pieces, start, wire.pos);
    }
    list.push(attributes);
    list.push(this.nested.length);
    list.push(pieces);
    list.push(this.pieces.length);
  }
}

function note(pieces: GrowingInts, start: number, end: number): void {
  pieces.push(start);
  pieces.push(end);
}
