/** Keeps records as they are until they are taken: for formats that are written a batch at a time, as JSON is. */

import type { TakenRecords } from './taken-records.ts';

/** Writes a request of records, which know their resource. May throw: they are then dropped. */
export type Serialize<T> = (records: readonly T[]) => Uint8Array | undefined;

/** What a record is taken to hold, in bytes: nobody can tell, and bounds want a number. */
const BYTES_A_RECORD = 1024;

export class RecordKeeper<T> {
  readonly #serialize: Serialize<T>;
  #records: T[] = [];

  constructor(serialize: Serialize<T>) {
    this.#serialize = serialize;
  }

  get records(): number {
    return this.#records.length;
  }

  get bytes(): number {
    return this.#records.length * BYTES_A_RECORD;
  }

  add(_scope: unknown, record: T): void {
    this.#records.push(record);
  }

  take(): TakenRecords {
    const records = this.#records;
    this.#records = [];
    const taken: TakenRecords = {
      records: records.length,
      bytes: records.length * BYTES_A_RECORD,
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
