/** Keeps records as they are until they are taken: for formats that are written a batch at a time, as JSON is. */

import { heldBytes } from './held-bytes.ts';
import type { TakenRecords } from './taken-records.ts';

/** Writes a request of records, which know their resource. May throw: they are then dropped. */
export type Serialize<T> = (records: readonly T[]) => Uint8Array | undefined;

export class RecordKeeper<T extends object> {
  readonly #serialize: Serialize<T>;
  #records: T[] = [];
  /** About what they hold in memory, and in the request: formats that are written a batch at a time are texts. */
  #bytes = 0;

  constructor(serialize: Serialize<T>) {
    this.#serialize = serialize;
  }

  get records(): number {
    return this.#records.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** @throws what a getter of the record throws: it is then not kept */
  add(_scope: unknown, record: T): void {
    this.#bytes += heldBytes(record);
    this.#records.push(record);
  }

  take(): TakenRecords {
    const records = this.#records;
    const bytes = this.#bytes;
    this.#records = [];
    this.#bytes = 0;
    const taken: TakenRecords = {
      records: records.length,
      bytes,
      kept: () => taken,
      body: () => {
        const bytes = this.#serialize(records);
        if (bytes === undefined) throw new Error('the serializer returned nothing');
        return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      },
    };
    return taken;
  }
}
