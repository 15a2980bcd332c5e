/** Resources are few, and every span and record has one: each is judged once. */

import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Redactor } from './redactor.ts';

type Resource = ReadableSpan['resource'];

export class ResourceMemory {
  readonly #redactor: Redactor;
  readonly #judged = new WeakMap<Resource, Resource>();
  #lastClean: Resource | undefined;

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  of(resource: Resource): Resource {
    if (resource === this.#lastClean || resource === undefined || resource === null) return resource;
    const known = this.#judged.get(resource);
    if (known !== undefined) return known;
    const { attributes } = resource;
    const clean = this.#redactor.attributes(attributes);
    const redacted = clean === attributes ? resource : withAttributes(resource, clean);
    // One that still waits for detectors is judged again.
    if (resource.asyncAttributesPending) return redacted;
    this.#judged.set(resource, redacted);
    if (redacted === resource) this.#lastClean = resource;
    return redacted;
  }
}

/** The resource in all but these. */
function withAttributes(resource: Resource, attributes: Resource['attributes']): Resource {
  return Object.create(resource, {
    attributes: { value: attributes, enumerable: true },
    getRawAttributes: { value: () => Object.entries(attributes) },
  }) as Resource;
}
