/** The ring of each request: looked up for its lines and at its end, on the path of every request. */
import type { Span } from '@opentelemetry/api';
import { Ring } from './held-lines.ts';

/** Spans that an app never ends are not kept for ever: beyond this many the oldest are held weakly, which costs more. */
const MOST_OPEN = 4096;

export class Rings {
  /** A Map for those that end soon: a WeakMap costs a microsecond a request, most of it when garbage is collected. */
  readonly #open = new Map<Span, Ring>();
  readonly #others = new WeakMap<Span, Ring>();

  get(root: Span): Ring | undefined {
    return this.#open.get(root) ?? this.#others.get(root);
  }

  /** The ring, a new one if there is none. */
  of(root: Span): Ring {
    return this.get(root) ?? this.#add(root);
  }

  /** The request is over: what goes on in its context is kept apart from it, and as long as that context. */
  ended(ring: Ring): void {
    ring.isEnded = true;
    this.#open.delete(ring.root);
  }

  #add(root: Span): Ring {
    const ring = new Ring(root);
    if (!root.isRecording()) {
      ring.isEnded = true;
      this.#others.set(root, ring);
      return ring;
    }
    if (this.#open.size >= MOST_OPEN) {
      const [oldest] = this.#open.values();
      this.#open.delete(oldest!.root);
      this.#others.set(oldest!.root, oldest!);
    }
    this.#open.set(root, ring);
    return ring;
  }
}
