/**
 * A resource whose detectors may still be at work: its bytes are fixed when it is complete, not before. Where the
 * `attributes` of a complete one become another object, it has grown, and is encoded again.
 */

import type { Resource } from '@opentelemetry/resources';
import { clearTimeout, setTimeout } from '@waymark/delivery/builtins';
import { type Envelope, resourceEnvelope } from './envelope.ts';

/** How long detectors are waited for, in milliseconds since construction. */
const RESOURCE_WAIT_MS = 5000;

export class AwaitedResource {
  /** Resolves when the resource is complete, or was waited for long enough; undefined from then on. */
  pending: Promise<void> | undefined;

  readonly #resource: Resource;
  #envelope: Envelope | undefined;
  /** Those that the envelope was made of. */
  #attributes: unknown;

  /** `onComplete` is called once, and only if the resource was not complete from the start. It must not throw. */
  constructor(resource: Resource, onComplete: () => void) {
    this.#resource = resource;
    if (resource.asyncAttributesPending) this.pending = this.#wait(onComplete);
  }

  /** The resource's bytes: until it is complete, those of what is known by now. */
  envelope(): Envelope {
    if (this.pending !== undefined) return resourceEnvelope(this.#resource);
    // Of a resource whose detector was left behind the attributes cannot be asked for without upstream complaining.
    const attributes = this.#resource.asyncAttributesPending ? undefined : this.#resource.attributes;
    if (this.#envelope === undefined || this.#attributes !== attributes) {
      this.#attributes = attributes;
      this.#envelope = resourceEnvelope(this.#resource);
    }
    return this.#envelope;
  }

  /** Upstream promises that the wait never rejects; a detector that never answers is left behind. */
  async #wait(onComplete: () => void): Promise<void> {
    await atMost(RESOURCE_WAIT_MS, this.#resource.waitForAsyncAttributes?.());
    this.pending = undefined;
    onComplete();
  }
}

/** Waits for a promise to settle, but not for long, and without keeping the process alive. */
export async function atMost(millis: number, promise: Promise<void> | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, millis).unref();
  });
  await Promise.race([promise, enough]).catch(() => {});
  clearTimeout(timer);
}
