/** A resource that is made when it is first read: by the first batch, and so never in a process without telemetry. */

import type { Attributes } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';

export class LazyResource implements Resource {
  /** What is made is complete at all times: nobody has to make it to ask. */
  readonly asyncAttributesPending = false;
  readonly #make: () => Resource;
  readonly #isReady: () => boolean;
  #made: Resource | undefined;

  /**
   * @param isReady whether all is known that it is made of. What is made before may hold it, and does not read it; whoever
   * does gets one that is made anew later
   */
  constructor(make: () => Resource, isReady: () => boolean) {
    this.#make = make;
    this.#isReady = isReady;
  }

  /** The resource itself. */
  get made(): Resource {
    const made = this.#made ?? this.#make();
    if (this.#isReady()) this.#made = made;
    return made;
  }

  get attributes(): Attributes {
    return this.made.attributes;
  }

  get schemaUrl(): string | undefined {
    return this.made.schemaUrl;
  }

  getRawAttributes(): ReturnType<Resource['getRawAttributes']> {
    return this.made.getRawAttributes();
  }

  merge(other: Resource | null): Resource {
    return this.made.merge(other);
  }

  async waitForAsyncAttributes(): Promise<void> {
    await this.made.waitForAsyncAttributes?.();
  }
}
