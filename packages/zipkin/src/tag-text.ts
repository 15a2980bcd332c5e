/** Any attribute's value as text (specification: common/README.md, "AnyValue representation for non-OTLP protocols"). */

/** Text as it is, bytes as base64, arrays and objects as JSON. Never throws, whatever a value's own code does. */
export function tagText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  if (value instanceof Uint8Array) return base64(value);
  try {
    return typeof value === 'object' ? (JSON.stringify(value, plain) ?? '') : String(value);
  } catch {
    // An object inside itself, or one that does not want to be read: what is around it must arrive all the same.
    return '';
  }
}

/** What JSON has no notation for, as the specification writes it. Called with the holder as `this`: `toJSON` ran already. */
function plain(this: Record<string, unknown>, key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  const before = this[key];
  return before instanceof Uint8Array ? base64(before) : value;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
