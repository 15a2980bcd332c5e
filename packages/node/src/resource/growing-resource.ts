/** A resource that cloud detectors add to while telemetry already leaves: nobody waits for them. */

import type { Attributes } from '@opentelemetry/api';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';

/**
 * Complete at all times, so that no exporter waits; what is sent after {@link grow} has the new attributes.
 * `attributes` is another object then, by which whoever encoded the old one can tell.
 */
export class GrowingResource implements Resource {
  readonly asyncAttributesPending = false;
  readonly #settled: ReadonlySet<string>;
  readonly #redact: (attributes: Attributes) => Attributes;
  #resource: Resource;

  /**
   * @param settled keys that stay as they are, whatever is found
   * @param redact takes out of what is found what is not to leave
   */
  constructor(
    attributes: Attributes,
    settled: ReadonlySet<string>,
    redact: (attributes: Attributes) => Attributes = (found) => found,
  ) {
    this.#resource = resourceFromAttributes(attributes);
    this.#settled = settled;
    this.#redact = redact;
  }

  get attributes(): Attributes {
    return this.#resource.attributes;
  }

  getRawAttributes(): ReturnType<Resource['getRawAttributes']> {
    return this.#resource.getRawAttributes();
  }

  merge(other: Resource | null): Resource {
    return this.#resource.merge(other);
  }

  grow(found: Attributes): void {
    const added = Object.entries(found).filter(([key]) => !this.#settled.has(key));
    this.#resource = this.#resource.merge(resourceFromAttributes(this.#redact(Object.fromEntries(added))));
  }
}
