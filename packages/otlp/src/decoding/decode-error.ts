/** What is wrong with the bytes. */
export type DecodeErrorCode =
  /** A length or a fixed field reaches beyond the message that it is in. */
  | 'TRUNCATED'
  /** A number of more than ten bytes, a tag that is none, a wire type that protobuf 3 does not have. */
  | 'MALFORMED'
  /** A trace or span id that has neither the right number of bytes nor none. */
  | 'BAD_ID'
  /** Arrays or maps inside each other beyond `maxDepth`. */
  | 'TOO_DEEP'
  /** More records, attributes, events, links and array elements than `maxItems`. */
  | 'TOO_MANY';

/**
 * A request that cannot be decoded. The only error that decoding throws: a receiver answers it with 400, and
 * the sender must not retry (OTLP specification, "Bad Data").
 */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  readonly code: DecodeErrorCode;
  /** Where in the body, in bytes. */
  readonly offset: number;

  constructor(code: DecodeErrorCode, offset: number, detail: string) {
    super(`OTLP body is not valid at byte ${offset}: ${detail}`);
    this.code = code;
    this.offset = offset;
  }
}
