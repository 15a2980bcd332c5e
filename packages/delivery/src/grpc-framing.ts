/** Length-prefixed messages, as gRPC wraps them (PROTOCOL-HTTP2, "Length-Prefixed-Message"). */

const PREFIX = 5;

/** One message: whether it is compressed, its length, itself. */
export function framed(message: Buffer, encoding: 'gzip' | undefined): Buffer[] {
  const prefix = Buffer.alloc(PREFIX);
  prefix.writeUInt8(encoding === undefined ? 0 : 1);
  prefix.writeUInt32BE(message.length, 1);
  return [prefix, message];
}

/** The first message of an answer; empty where there is none, and where it is compressed, which nobody asked for. */
export function unframed(answer: Buffer): Buffer {
  if (answer.length < PREFIX || answer.readUInt8() !== 0) return Buffer.alloc(0);
  return answer.subarray(PREFIX, PREFIX + answer.readUInt32BE(1));
}
