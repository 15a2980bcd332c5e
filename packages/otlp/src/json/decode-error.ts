/** What is wrong with the bytes. */
export type DecodeErrorCode =
  /** A length or a fixed field reaches beyond the message that it is in. */
  | 'TRUNCATED'
  /** A number of more than ten bytes, a tag that is none, a wire type that protobuf 3 does not have; no JSON. */
  | 'MALFORMED'
  /** A trace or span id that has neither the right number of bytes nor none. */
  | 'BAD_ID'
  /** JSON of another kind than the field: text for an enum, an object for an array. */
  | 'BAD_VALUE'
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
  /** Where in the body: `byte 7`, or `resourceSpans[0].scopeSpans` of JSON. */
  readonly place: string;

  constructor(code: DecodeErrorCode, place: string, detail: string) {
    super(`OTLP body is not valid at ${place}: ${detail}`);
    this.code = code;
    this.place = place;
  }
}
