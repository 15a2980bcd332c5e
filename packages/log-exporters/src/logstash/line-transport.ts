/**
 * Lines over TCP or TLS, which nobody acknowledges. A connection carries what is there to carry; then we end our side, and the
 * receiver ends its own when it has read everything: that is the receipt. RATIONALE.md, "How is it known that lines arrived?"
 */

import {
  type Answer,
  type Destination,
  StreamConnector,
  type StreamElsewhere,
  type Transport,
  type TransportElsewhere,
} from '@waymark/delivery';
import { LOGSTASH_PORT } from '../default-endpoints.ts';
import { LineRound, type LineRoundLimits } from './line-round.ts';

/** There is a connection a second, and name servers are not to be asked as often. */
const ADDRESSES_KEPT_MS = 30_000;

export interface LineTransportOptions {
  /** Absolute path of the module that exports `transportElsewhere`, for the delivery at exit. */
  program: string;
  addresses?: StreamElsewhere['addresses'];
  /** How long a receipt is waited for, in milliseconds. @default the destination's `timeoutMs` */
  receiptMs?: number;
  /** Tells a person that changed TLS files cannot be used. */
  say?: ((line: string) => void) | undefined;
}

export class LineTransport implements Transport {
  readonly #connector: StreamConnector;
  readonly #program: string;
  readonly #limits: LineRoundLimits;
  /** Those that are not over. */
  readonly #rounds = new Set<LineRound>();
  #latest: LineRound | undefined;

  /** @throws Error when the URL is not valid */
  constructor(destination: Destination, { program, addresses, receiptMs, say }: LineTransportOptions) {
    this.#connector = new StreamConnector(destination, {
      defaultPort: LOGSTASH_PORT,
      addresses,
      addressesKeptMs: ADDRESSES_KEPT_MS,
      say,
    });
    this.#program = program;
    this.#limits = { connectMs: destination.timeoutMs, receiptMs: receiptMs ?? destination.timeoutMs };
  }

  get targetElsewhere() {
    return { program: this.#program, data: this.#connector.elsewhere };
  }

  /**
   * Resolves when the receiver has read the body and everything before it, or keeps its end open in spite of ours. The answer's
   * body is what it wrote, which a receiver of lines does not.
   */
  post(body: Buffer): Promise<Answer> {
    return this.#round().send(body);
  }

  abort(): void {
    for (const round of this.#rounds) round.abort();
    this.#connector.abort();
    this.#latest = undefined;
  }

  close(): void {
    this.abort();
  }

  #round(): LineRound {
    if (this.#latest?.takesMore === true) return this.#latest;
    const round = new LineRound(this.#connector, this.#limits, () => this.#rounds.delete(round));
    this.#rounds.add(round);
    this.#latest = round;
    return round;
  }
}

export const transportElsewhere: TransportElsewhere = (data, limitMs) => {
  const { destination, addresses } = data as StreamElsewhere;
  // What is written and not receipted counts while there is time to tell.
  return new LineTransport(destination, { program: '', addresses, receiptMs: limitMs / 2 });
};
