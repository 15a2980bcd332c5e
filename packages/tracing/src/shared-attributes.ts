/**
 * Attributes that many spans have alike, as those of one connection or of one route: made once, handed to each span,
 * and turned into bytes once by an encoder that knows them. RATIONALE.md, "Why does a span not have its attributes?"
 */
import type { Attributes } from '@opentelemetry/api';

export class SharedAttributes {
  /** Never changed. What is `undefined` is no attribute. */
  readonly values: Readonly<Attributes>;
  /** For an encoder, and nobody else: what it made of the values, or of having met them before. */
  encoded: unknown = undefined;
  /** For whoever looks for secrets in them, and nobody else: what it found. */
  judged: unknown = undefined;

  constructor(values: Readonly<Attributes>) {
    this.values = values;
  }
}

/** Attributes of a span that is about to start, made only if it is to be recorded. */
export interface AttributeSource {
  /** Called at most once, and first. Those that no other span has, in an object that the span may keep. */
  ownAttributes(): Attributes;
  readonly shared: SharedAttributes | undefined;
  readonly alsoShared: SharedAttributes | undefined;
}

/** One object of all three. What is `undefined` is left out. */
export function merged(
  shared: SharedAttributes | undefined,
  alsoShared: SharedAttributes | undefined,
  own: Attributes,
): Attributes {
  const attributes: Attributes = {};
  if (shared !== undefined) copyInto(attributes, shared.values);
  if (alsoShared !== undefined) copyInto(attributes, alsoShared.values);
  copyInto(attributes, own);
  return attributes;
}

function copyInto(attributes: Attributes, values: Readonly<Attributes>): void {
  for (const key in values) {
    const value = values[key];
    if (value !== undefined && Object.hasOwn(values, key)) attributes[key] = value;
  }
}
