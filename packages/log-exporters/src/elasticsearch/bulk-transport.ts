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
import { type BulkItem, bulkAnswer, bulkItems, errorType, isForLater } from './bulk-answer.ts';
import { bulkRecords } from './bulk-body.ts';

const TOO_LARGE = 413;
/** What the other half of a batch is given where one could not be sent at all: again, later. */
const UNAVAILABLE = 503;

export class BulkTransport implements Transport {
  readonly #http: HttpTransport;
  /** The size of the smallest body that was too large: those that follow need not find out. */
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
    const answer = await this.#unlessTooLarge(body, encoding);
    return answer ?? this.#inParts(bulkRecords(plainBody({ body, encoding, records: 0 })), encoding);
  }

  abort(): void {
    this.#http.abort();
  }

  close(): void {
    this.#http.close();
  }

  /** Undefined where it was, or is known to be. */
  async #unlessTooLarge(body: Buffer, encoding: 'gzip' | undefined): Promise<Answer | undefined> {
    if (body.length >= this.#tooLarge) return undefined;
    const answer = await this.#http.post(body, encoding);
    if (answer.status !== TOO_LARGE) return answer;
    this.#tooLarge = body.length;
    return undefined;
  }

  /** One answer for all, as if they had been one request. */
  async #inParts(records: readonly Buffer[], encoding: 'gzip' | undefined): Promise<Answer> {
    const items: BulkItem[] = [];
    const parts = halvesOf(records);
    for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
      const found = await this.#itemsOf(part, encoding);
      if (found === undefined) parts.unshift(...halvesOf(part));
      else items.push(...found);
      const [first] = found ?? [];
      // A server that has no time for one part has none for those behind it.
      if (first !== undefined && isForLater(first)) {
        for (const rest of parts.splice(0)) items.push(...alike(rest, first));
      }
    }
    return { status: 200, contentType: 'application/json', body: bulkAnswer(items) };
  }

  /** Undefined where the part is to be divided. */
  async #itemsOf(part: readonly Buffer[], encoding: 'gzip' | undefined): Promise<BulkItem[] | undefined> {
    const body = Buffer.concat(part);
    const packed = encoding === undefined ? undefined : await gzipped(body);
    try {
      const answer = await this.#unlessTooLarge(packed ?? body, packed === undefined ? undefined : encoding);
      if (answer === undefined)
        return part.length > 1 ? undefined : alike(part, { status: TOO_LARGE, type: 'too large' });
      return itemsIn(answer, part);
    } catch (error) {
      return alike(part, { status: UNAVAILABLE, type: (error as { code?: string }).code ?? 'failed' });
    }
  }
}

function halvesOf(records: readonly Buffer[]): (readonly Buffer[])[] {
  const middle = Math.ceil(records.length / 2);
  return [records.slice(0, middle), records.slice(middle)].filter(({ length }) => length > 0);
}

/** What the answer says of each, or the same of all where it is about the request. */
function itemsIn({ status, body }: Answer, part: readonly Buffer[]): BulkItem[] {
  const items = status === 200 ? bulkItems(body) : undefined;
  if (items?.length === part.length) return items;
  return alike(part, { status: status === 200 ? UNAVAILABLE : status, type: errorType(body) });
}

function alike(part: readonly Buffer[], { status, type }: Pick<BulkItem, 'status' | 'type'>): BulkItem[] {
  return part.map(() => ({ status, type, reason: '' }));
}
