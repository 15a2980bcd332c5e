/**
 * Attribute values as MessagePack has types for them and as Ruby's JSON, which most of Fluentd's outputs write, can
 * take them: bytes are base64 text, NaN and infinities are their names (as in OTLP/JSON), whole numbers beyond what a
 * JavaScript number holds are decimal text, text is valid UTF-8.
 */

/** Levels of arrays and objects inside each other; what is below is nil, and so is an object inside itself. */
const MAX_DEPTH = 24;

/** What may be encoded, and never throws there. */
export function plainValue(value: unknown): unknown {
  return plain(value, []);
}

function plain(value: unknown, holders: readonly object[]): unknown {
  switch (typeof value) {
    case 'string':
      return value.toWellFormed();
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'boolean':
      return value;
    case 'bigint':
      return plainBigInt(value);
    case 'object':
      return value === null ? null : plainObject(value, holders);
    default:
      return null;
  }
}

function plainBigInt(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

function plainObject(value: object, holders: readonly object[]): unknown {
  if (value instanceof Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  }
  if (holders.length === MAX_DEPTH || holders.includes(value)) return null;
  const inside = [...holders, value];
  if (Array.isArray(value)) return Array.from(value, (element) => plain(element, inside));
  return Object.fromEntries(
    Object.entries(value).map(([key, held]) => [key.toWellFormed(), plain(held, inside)]),
  );
}
