/** Finds a span among the spans of a head or of a block, by its ids and its kind. */

/** Where the ids are: of head and block alike. 64-bit ids as pairs, low word first. */
export interface IndexedSpans {
  /** Of each span: which of the part's traces. */
  traceNumbers: ArrayLike<number>;
  idWords: ArrayLike<number>;
  kinds: ArrayLike<number>;
}

const NONE = -1;

export class SpanIndex {
  /** Open addressing: number of a span, or NONE. Its length is a power of two. */
  #slots = new Int32Array(64).fill(NONE);
  #count = 0;

  /** Adds the span that has this number: numbers come in order. */
  add(spans: IndexedSpans, span: number): void {
    if (++this.#count * 2 > this.#slots.length) this.#grow(spans);
    this.#put(spans, span);
  }

  /** Its number, or -1. The words of the id are signed, as in an Int32Array. */
  find(spans: IndexedSpans, trace: number, low: number, high: number, kind: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hashOf(trace, low) & mask; ; slot = (slot + 1) & mask) {
      const span = this.#slots[slot]!;
      if (span === NONE) return NONE;
      if (
        spans.idWords[span * 2] === low &&
        spans.idWords[span * 2 + 1] === high &&
        spans.traceNumbers[span] === trace &&
        spans.kinds[span] === kind
      )
        return span;
    }
  }

  get bytes(): number {
    return this.#slots.byteLength;
  }

  #grow(spans: IndexedSpans): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(NONE);
    for (let span = 0; span < this.#count - 1; span++) this.#put(spans, span);
  }

  #put(spans: IndexedSpans, span: number): void {
    const mask = this.#slots.length - 1;
    let slot = hashOf(spans.traceNumbers[span]!, spans.idWords[span * 2]!) & mask;
    while (this.#slots[slot] !== NONE) slot = (slot + 1) & mask;
    this.#slots[slot] = span;
  }
}

function hashOf(trace: number, low: number): number {
  const mixed = Math.imul(low ^ Math.imul(trace, 0x9e3779b1), 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
