/** Attributes without secrets: the same object when there are none. */

import type { Attributes } from '@opentelemetry/api';
import type { KnownName, NameMemory } from '../names/name-memory.ts';
import type { Redactor } from '../redactor.ts';
import { copyOf } from './copy.ts';
import { UNREADABLE } from './redact-tree.ts';

export function redactAttributes<T extends Attributes>(
  attributes: T,
  system: string | undefined,
  redactor: Redactor,
  names: NameMemory,
): T {
  // No closure, and no copy before there is something to change: nearly all attributes are clean.
  let name = names.first;
  for (const key in attributes) {
    const value = attributes[key];
    if (value === undefined) continue;
    name = names.after(name, key);
    const redacted = redactor.value(name, value, systemFor(name, attributes, system));
    if (name.clean !== key || !Object.is(redacted, value))
      return copyFrom(attributes, key, redacted, system, redactor, names) as T;
  }
  return attributes;
}

/** A copy whose attributes before `first` are clean, and whose first dirty one is known already, so that it counts once. */
function copyFrom(
  attributes: Attributes,
  first: string,
  redactedFirst: unknown,
  system: string | undefined,
  redactor: Redactor,
  names: NameMemory,
): Attributes {
  const copy: Attributes = {};
  let isPast = false;
  for (const key in attributes) {
    if (key === '__proto__' || !Object.hasOwn(attributes, key)) continue;
    const name = names.of(key);
    const value = attributes[key];
    const isFirst = key === first;
    if (isFirst) isPast = true;
    const redacted = isFirst
      ? redactedFirst
      : isPast
        ? redactor.value(name, value, systemFor(name, attributes, system))
        : value;
    if (redacted !== undefined || value === undefined)
      copy[name.clean] = (Object.is(redacted, value) ? copyOf(value) : redacted) as Attributes[string];
  }
  return copy;
}

/** What a statement is for stands beside it, or on the span whose event it is in. */
function systemFor(
  { content }: KnownName,
  attributes: Attributes,
  system: string | undefined,
): string | undefined {
  if (content === 'said') return system;
  return content === 'sql' ? (system ?? systemAmong(attributes)) : undefined;
}

/** What the attributes name as their database. */
export function systemAmong(attributes: Readonly<Attributes>): string | undefined {
  const system = attributes['db.system.name'] ?? attributes['db.system'];
  return typeof system === 'string' ? system : undefined;
}

/** What can be read of attributes that throw at whoever reads them: getters, proxies. */
export function readableOf(attributes: Attributes): Attributes {
  const readable: Attributes = {};
  for (const key of keysOf(attributes)) {
    try {
      readable[key] = attributes[key];
    } catch {
      readable[key] = UNREADABLE;
    }
  }
  return readable;
}

function keysOf(attributes: Attributes): readonly string[] {
  try {
    return Object.keys(attributes);
  } catch {
    return [];
  }
}
