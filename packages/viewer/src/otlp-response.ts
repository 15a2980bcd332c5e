/** The two protobuf bodies of an answer that is not a plain success. */

/** `google.rpc.Status { string message = 2 }`, the body of every refusal. */
export function rpcStatus(message: string): Buffer {
  return text(2, message);
}

/**
 * `Export…ServiceResponse { partial_success = 1 { int64 rejected = 1, string error_message = 2 } }`: the rest was
 * taken, and the sender must not retry. The field numbers are the same for all signals.
 */
export function partialSuccess(rejected: number, message: string): Buffer {
  const inner = Buffer.concat([Buffer.from([0x08, ...varint(rejected)]), text(2, message)]);
  return Buffer.concat([Buffer.from([0x0a, ...varint(inner.length)]), inner]);
}

function text(field: number, value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([(field << 3) | 2, ...varint(bytes.length)]), bytes]);
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...varint(Math.floor(value / 0x80))];
}
