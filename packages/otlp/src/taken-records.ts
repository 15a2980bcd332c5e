/** Records on their way from a batch to a request. */

import type { Envelope } from './envelope.ts';

export interface TakenRecords {
  readonly records: number;
  /** About what they hold in memory. */
  readonly bytes: number;
  /** The same, valid for as long as it is kept; what `take` returns is valid until the next `add`. */
  kept(): TakenRecords;
  /**
   * The body of the request that carries them.
   * @throws whatever a serializer threw
   */
  body(resource: Envelope): Buffer;
}
