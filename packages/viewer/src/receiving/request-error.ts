/** A request that cannot be served: an HTTP status, and one sentence. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly status: number;
  /** To be answered with it. */
  readonly headers: Record<string, string>;

  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

export function tooLarge(maxBytes: number): RequestError {
  return new RequestError(413, `body is larger than ${maxBytes} bytes; send smaller batches`);
}
