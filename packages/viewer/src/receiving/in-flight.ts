/** Bytes of requests that are held at the same time: the bound on what receiving can cost, whoever sends. */

import { RequestError } from './request-error.ts';

/** Seconds after which a sender may come back. */
export const RETRY_AFTER_S = 1;

export class BytesInFlight {
  readonly #most: number;
  #held = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** An account for one request, which is closed when it is answered. */
  open(): InFlightAccount {
    let held = 0;
    return {
      hold: (bytes) => {
        // A single request may always be held: how large it is, another limit says.
        if (this.#held > held && this.#held + bytes > this.#most) throw overloaded();
        held += bytes;
        this.#held += bytes;
      },
      release: () => {
        this.#held -= held;
        held = 0;
      },
    };
  }
}

export interface InFlightAccount {
  /** @throws RequestError 429 when that is more than all requests together may hold */
  hold(bytes: number): void;
  release(): void;
}

function overloaded(): RequestError {
  return new RequestError(429, 'too much arrives at once; send again in a second', {
    'retry-after': String(RETRY_AFTER_S),
  });
}
