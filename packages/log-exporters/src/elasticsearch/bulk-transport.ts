/** POSTs to `_bulk`, in two halves what is too large for the server or a proxy before it. */

import {
  type Answer,
  type Destination,
  gzipped,
  HttpTransport,
  plainBody,
  type TargetElsewhere,
  type Transport,
} from '@waymark/delivery';
import { type BulkItem, bulkAnswer, bulkItems, errorType, isForLater, isTaken } from './bulk-answer.ts';
import { bulkRecords } from './bulk-body.ts';

const TOO_LARGE = 413;
/** What the other half of a batch is given where one could not be sent at all: again, later. */
const UNAVAILABLE = 503;

/** What became of a part of a batch. */
interface PartAnswer {
  readonly items: readonly BulkItem[];
  readonly retryAfter?: string | undefined;
}

export class BulkTransport implements Transport {
  readonly #http: HttpTransport;
  /**
   * The inflated size of the smallest body that was too large: those that follow need not find out. Not its size on the wire,
   * by which one document that shrinks well would condemn all that do not.
   */
  #tooLarge = Number.POSITIVE_INFINITY;

  /**
   * @param say tells a person that changed TLS files cannot be used
   * @throws Error when the URL is not valid
   */
  constructor(destination: Destination, say?: (line: string) => void) {
    this.#http = new HttpTransport(destination, say);
  }

  /** What is too large there is refused: a process that ends has no time to find out. */
  get targetElsewhere(): TargetElsewhere {
    return this.#http.targetElsewhere;
  }

  async post(body: Buffer, encoding: 'gzip' | undefined): Promise<Answer> {
    const size = encoding === undefined ? body.length : inflatedSize(body);
    const answer = size < this.#tooLarge ? await this.#http.post(body, encoding) : undefined;
    if (answer !== undefined && answer.status !== TOO_LARGE) return answer;
    this.#tooLarge = Math.min(this.#tooLarge, size);
    return this.#inParts(bulkRecords(plainBody({ body, encoding })), encoding);
  }

  abort(): void {
    this.#http.abort();
  }

  close(): void {
    this.#http.close();
  }

  /** One answer for all, as if they had been one request. */
  async #inParts(records: readonly Buffer[], encoding: 'gzip' | undefined): Promise<Answer> {
    const items: BulkItem[] = [];
    let retryAfter: string | undefined;
    const parts = halvesOf(records);
    for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
      const answer = await this.#postPart(part, encoding);
      if (answer === undefined) {
        parts.unshift(...halvesOf(part));
        continue;
      }
      items.push(...answer.items);
      retryAfter ??= answer.retryAfter;
      const [first] = answer.items;
      // A server that has no time for one part has none for those behind it.
      if (first !== undefined && isForLater(first)) {
        for (const rest of parts.splice(0)) items.push(...alike(rest, first));
      }
    }
    const answer = { status: 200, contentType: 'application/json', body: bulkAnswer(items) };
    return retryAfter === undefined ? answer : { ...answer, retryAfter };
  }

  /** Undefined where the part is to be divided. What cannot be is sent whatever is known of others. */
  async #postPart(part: readonly Buffer[], encoding: 'gzip' | undefined): Promise<PartAnswer | undefined> {
    const body = Buffer.concat(part);
    const isDivisible = part.length > 1;
    if (isDivisible && body.length >= this.#tooLarge) return undefined;
    const packed = encoding === undefined ? undefined : await gzipped(body);
    try {
      const answer = await this.#http.post(packed ?? body, packed === undefined ? undefined : encoding);
      if (answer.status !== TOO_LARGE) return { items: itemsIn(answer, part), retryAfter: answer.retryAfter };
      this.#tooLarge = Math.min(this.#tooLarge, body.length);
      return isDivisible ? undefined : { items: alike(part, { status: TOO_LARGE, type: 'too large' }) };
    } catch (error) {
      const type = (error as { code?: string }).code ?? 'failed';
      return { items: alike(part, { status: UNAVAILABLE, type }) };
    }
  }
}

/** By its last four bytes (RFC 1952, ISIZE). */
function inflatedSize(gzip: Buffer): number {
  return gzip.readUInt32LE(gzip.length - 4);
}

function halvesOf(records: readonly Buffer[]): (readonly Buffer[])[] {
  const middle = Math.ceil(records.length / 2);
  return [records.slice(0, middle), records.slice(middle)].filter(({ length }) => length > 0);
}

/** What the answer says of each, or the same of all where it is about the request. */
function itemsIn(answer: Answer, part: readonly Buffer[]): BulkItem[] {
  const { status, body } = answer;
  const items = isTaken(answer) ? bulkItems(body) : undefined;
  if (items?.length === part.length) return items;
  return alike(part, { status: isTaken(answer) ? UNAVAILABLE : status, type: errorType(body) });
}

function alike(part: readonly Buffer[], { status, type }: Pick<BulkItem, 'status' | 'type'>): BulkItem[] {
  return part.map(() => ({ status, type, reason: '' }));
}
