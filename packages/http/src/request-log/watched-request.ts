/** What the record of a request tells that its span does not. */

type Headers = Readonly<Record<string, string | string[] | undefined>>;

export class WatchedRequest {
  /** Bytes of the body that came so far. */
  received = 0;
  /** Bytes of the body that the application has written so far. */
  written = 0;
  /** Whether the response, or its head, did not get through: known at the end. */
  isCut = false;

  readonly #length: number | undefined;
  #announced: number | undefined;

  constructor(headers: Headers) {
    this.#length = bodyLength(headers['content-length']);
  }

  /** @param contentLength of the response, where its body may have been sent by something else than `write`, as files of HTTP/2 are */
  over(isFinished: boolean, contentLength?: unknown): void {
    this.isCut = !isFinished;
    this.#announced = bodyLength(contentLength);
  }

  /** Bytes, compressed as they were sent: those that the caller announced, else those that came. `undefined` without a body. */
  get requestSize(): number | undefined {
    return this.#length ?? (this.received > 0 ? this.received : undefined);
  }

  /** Bytes that were handed over to be sent, compressed if they are; without the head, and without the marks of chunks. */
  responseSize(method: string, statusCode: number | undefined): number {
    if (method === 'HEAD' || statusCode === 204 || statusCode === 304) return 0;
    if (this.written === 0 && !this.isCut) return this.#announced ?? 0;
    return this.written;
  }
}

/** Of a `Content-Length`; `undefined` for what is none. */
function bodyLength(value: unknown): number | undefined {
  const length = typeof value === 'string' && value !== '' ? Number(value) : value;
  return Number.isSafeInteger(length) && (length as number) >= 0 ? (length as number) : undefined;
}
