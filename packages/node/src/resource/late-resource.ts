/** A resource that is told of before a configuration module has said what the service is called. */

import type { Attributes } from '@opentelemetry/api';
import { emptyResource, type Resource } from '@opentelemetry/resources';

/** Empty until it is settled: what is made before may hold it, and does not read it. */
export class LateResource implements Resource {
  #resource: Resource = emptyResource();

  settle(resource: Resource): void {
    this.#resource = resource;
  }

  get asyncAttributesPending(): boolean | undefined {
    return this.#resource.asyncAttributesPending;
  }

  get attributes(): Attributes {
    return this.#resource.attributes;
  }

  get schemaUrl(): string | undefined {
    return this.#resource.schemaUrl;
  }

  getRawAttributes(): ReturnType<Resource['getRawAttributes']> {
    return this.#resource.getRawAttributes();
  }

  merge(other: Resource | null): Resource {
    return this.#resource.merge(other);
  }

  async waitForAsyncAttributes(): Promise<void> {
    await this.#resource.waitForAsyncAttributes?.();
  }
}
