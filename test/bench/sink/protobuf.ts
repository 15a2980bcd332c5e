/**
 * A protobuf reader of the bench's own, so that neither our codec nor upstream's judges itself. Throws on what is no
 * protobuf.
 */

export interface Field {
  number: number;
  /** A varint's value, or the bytes of anything else. */
  value: number | Buffer;
}

/** The embedded messages of one field number, in their order. */
export function messages(parent: Buffer, wanted: number): Buffer[] {
  return fieldsOf(parent)
    .filter(({ number }) => number === wanted)
    .map(bytesOf);
}

export function bytesOf({ number, value }: Field): Buffer {
  if (typeof value === 'number') throw new Error(`field ${number} is a number where bytes were expected`);
  return value;
}

export function fieldsOf(message: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  while (at < message.length) {
    const tag = readVarint();
    fields.push({ number: tag >>> 3, value: readValue(tag & 7) });
  }
  if (at > message.length) throw new Error('the message ends inside a field');
  return fields;

  function readValue(wireType: number): number | Buffer {
    if (wireType === 0) return readVarint();
    if (wireType === 1) return take(8);
    if (wireType === 2) return take(readVarint());
    if (wireType === 5) return take(4);
    throw new Error(`wire type ${wireType} is none that OTLP uses`);
  }

  function readVarint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++]!;
      value += (byte & 127) * scale;
      if (!(byte & 128)) return value;
    }
  }

  function take(length: number): Buffer {
    at += length;
    return message.subarray(at - length, at);
  }
}
