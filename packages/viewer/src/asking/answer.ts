/** A question over HTTP and its answer, as the store's thread sees them. */

export interface Question {
  method: string;
  /** Percent-encoded, without the query. */
  path: string;
  query: URLSearchParams;
  body?: Uint8Array;
}

export interface Answer {
  status: number;
  type: string;
  body: string | Uint8Array;
  headers?: Record<string, string>;
}
