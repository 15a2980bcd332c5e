/** Collects encoded records by instrumentation scope until they are taken for a request. */

import { abandonValue } from './any-value.ts';
import { ByteWriter } from './byte-writer.ts';
import { type Envelope, requestBody, type Scope, scopeEnvelope, scopePieces } from './envelope.ts';
import type { TakenRecords } from './taken-records.ts';

/** Writes the fields of one record. May throw: the record is then left out. One encoder's own: it may keep a memory. */
export type WriteRecord<T> = (writer: ByteWriter, record: T) => void;

interface ScopeChunk {
  readonly envelope: Envelope;
  readonly writer: ByteWriter;
}

/** ScopeSpans.spans and ScopeLogs.log_records. */
const RECORD = 0x12;
/** Spans and log records of real programs are mostly between 128 and 16383 bytes. */
const RECORD_LENGTH_BYTES = 2;
/** A chunk that one outsized record made larger than this is not kept for the next batch. */
const MAX_KEPT_BYTES = 1024 * 1024;

export class RecordEncoder<T> {
  /** Records and bytes encoded since they were last taken. */
  records = 0;
  bytes = 0;

  readonly #writeRecord: WriteRecord<T>;
  readonly #chunks = new Map<Scope, ScopeChunk>();
  #lastScope: Scope | undefined;
  #lastChunk: ScopeChunk | undefined;
  #encoding = false;

  constructor(writeRecord: WriteRecord<T>) {
    this.#writeRecord = writeRecord;
  }

  /**
   * Encodes one record at once.
   * @throws whatever the encoding threw; what the record wrote until then is taken back
   */
  add(scope: Scope, record: T): void {
    // A getter among the attributes may end a span of its own while its owner is half written.
    if (this.#encoding) throw new Error('ended while another record was being encoded');
    const { writer } = this.#chunkOf(scope);
    const start = writer.pos;
    this.#encoding = true;
    try {
      this.#encode(writer, record);
      this.bytes += writer.pos - start;
      this.records++;
    } catch (error) {
      writer.pos = start;
      abandonValue();
      throw error;
    } finally {
      this.#encoding = false;
    }
  }

  /** All encoded records; the encoder is empty then. */
  take(): TakenRecords {
    const { records } = this;
    const pieces = this.takePieces();
    return { ...takenPieces(records, pieces), kept: () => takenPieces(records, [Buffer.concat(pieces)]) };
  }

  /** The encoded records as scope pieces for a request, valid until the next `add`; the encoder is empty then. */
  private takePieces(): Buffer[] {
    const pieces: Buffer[] = [];
    for (const [scope, { envelope, writer }] of this.#chunks) {
      const records = writer.written();
      writer.pos = 0;
      if (records.length > 0) pieces.push(...scopePieces(envelope, records));
      // Scopes may be made up without end, so one that had nothing to say is forgotten.
      if (records.length === 0 || writer.bytes.length > MAX_KEPT_BYTES) this.#chunks.delete(scope);
    }
    this.records = 0;
    this.bytes = 0;
    this.#lastScope = undefined;
    return pieces;
  }

  #encode(writer: ByteWriter, record: T): void {
    writer.byte(RECORD);
    const start = writer.open(RECORD_LENGTH_BYTES);
    this.#writeRecord(writer, record);
    writer.close(start, RECORD_LENGTH_BYTES);
  }

  #chunkOf(scope: Scope): ScopeChunk {
    if (scope === this.#lastScope) return this.#lastChunk!;
    let chunk = this.#chunks.get(scope);
    if (chunk === undefined) {
      chunk = { envelope: scopeEnvelope(scope), writer: new ByteWriter() };
      this.#chunks.set(scope, chunk);
    }
    this.#lastScope = scope;
    this.#lastChunk = chunk;
    return chunk;
  }
}

function takenPieces(records: number, pieces: readonly Buffer[]): TakenRecords {
  const taken: TakenRecords = {
    records,
    bytes: pieces.reduce((total, piece) => total + piece.length, 0),
    kept: () => taken,
    body: (resource) => requestBody(resource, pieces),
  };
  return taken;
}
