/** Brings packed messages to the first of several Forward servers that takes them. */

import {
  type Answer,
  type Destination,
  failure,
  gzipped,
  originOf,
  type ProgramTarget,
  StreamConnector,
  type StreamElsewhere,
  type Transport,
  type TransportElsewhere,
} from '@waymark/delivery';
import { now } from '@waymark/delivery/builtins';
import { FLUENTD_PORT } from '../default-endpoints.ts';
import { Refusal } from './forward-failure.ts';
import { type ForwardClient, ForwardServer } from './forward-server.ts';
import { chunkOf, compressedMessage } from './packed-message.ts';

/** What a server needs to be worth a try: what is left of the time after one that was silent is not. */
const LEAST_MS = 50;

/** Of the answer that stands for a refusal, as HTTP has it; its body is the server's reason. */
export const REFUSED = 401;

export interface FluentdTransportOptions {
  /** In the order in which they are preferred, at least one. As JSON, for `transportElsewhere`. */
  servers: StreamElsewhere[];
  client: ForwardClient;
  compression: 'gzip' | 'none';
  timeoutMs: number;
  /** The module that exports `transportElsewhere`. Without one nothing is delivered when the process has ended. */
  program: string;
  /** Whether each server has its share of the time, and no other chance: one that is silent leaves the next one its own. */
  sharesTime?: boolean;
}

interface Trouble {
  error: Error;
  server: ForwardServer;
}

export class FluentdTransport implements Transport {
  readonly #options: FluentdTransportOptions;
  readonly #servers: ForwardServer[];
  readonly #current = new Set<(error: Error) => void>();

  /**
   * @param say tells a person that changed TLS files cannot be used
   * @throws Error when there is no server, a URL is not valid, or credentials would go there over plain text
   */
  constructor(options: FluentdTransportOptions, say?: (line: string) => void) {
    if (options.servers.length === 0)
      throw new Error('No endpoint is given; one looks like tls://localhost:24224');
    this.#options = options;
    this.#servers = options.servers.map(({ destination, addresses }) => {
      const connector = new StreamConnector(destination, { defaultPort: FLUENTD_PORT, addresses, say });
      return new ForwardServer(connector, options.client);
    });
  }

  /** Those that work come first there, which has no time for others. */
  get targetElsewhere(): ProgramTarget {
    const servers = this.#order().map(({ elsewhere }) => elsewhere);
    return { program: this.#options.program, data: { ...this.#options, servers } };
  }

  /** @param body what `packedMessage` made, as it was made: the queue must not compress it */
  post(body: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const settled = () => this.#current.delete(reject);
      const isWanted = () => this.#current.has(reject);
      this.#current.add(reject);
      this.#post(body, isWanted).then(resolve, reject).finally(settled);
    });
  }

  abort(): void {
    for (const reject of this.#current) reject(failure('ABORT_ERR'));
    this.#current.clear();
    for (const server of this.#servers) server.close();
  }

  close(): void {
    this.abort();
  }

  async #post(body: Buffer, isWanted: () => boolean): Promise<Answer> {
    const end = now() + this.#options.timeoutMs;
    const message = this.#options.compression === 'gzip' ? await compressedMessage(body, gzipped) : body;
    const chunk = chunkOf(message);
    let first: Trouble | undefined;
    this.#look();
    const servers = this.#order();
    for (const [index, server] of servers.entries()) {
      if (!isWanted()) break;
      try {
        await server.deliver(message, chunk, this.#share(end - now(), servers.length - index));
        this.#preferred(server);
        return answer(200, '');
      } catch (error) {
        if (isWanted()) server.fail();
        first ??= { error: error as Error, server };
      }
      if (end - now() < LEAST_MS) break;
    }
    return this.#ended(first);
  }

  /** Of the time that is left, while `count` servers have not been tried. */
  #share(leftMs: number, count: number): number {
    return this.#options.sharesTime === true ? leftMs / count : leftMs;
  }

  /** Of several servers the queue names the first; which of them had the trouble stands with it. */
  #ended(trouble: Trouble | undefined): Answer {
    const { error, server } = trouble ?? { error: failure('ABORT_ERR') };
    const at = this.#servers.length > 1 && server !== undefined ? this.#placeOf(server) : undefined;
    if (!(error instanceof Refusal)) throw at === undefined ? error : Object.assign(error, { at });
    return answer(REFUSED, at === undefined ? error.reason : `${at}: ${error.reason}`);
  }

  #placeOf(server: ForwardServer): string {
    return originOf(this.#options.servers[this.#servers.indexOf(server)]!.destination);
  }

  /** Those that work before those that do not, each in the order of the configuration. */
  #order(): ForwardServer[] {
    const working = this.#servers.filter(({ works }) => works);
    return [...working, ...this.#servers.filter(({ works }) => !works)];
  }

  /** Those that are preferred to the best that works; where none does, all are tried anyway. */
  #look(): void {
    const best = this.#servers.findIndex(({ works }) => works);
    for (const better of this.#servers.slice(0, Math.max(best, 0))) better.look();
  }

  /** Those behind it are not needed now. */
  #preferred(server: ForwardServer): void {
    for (const other of this.#servers.slice(this.#servers.indexOf(server) + 1)) other.rest();
  }
}

/** For the process that delivers what is left at the end of this one. */
export const transportElsewhere: TransportElsewhere = (data, limitMs) => {
  const options = data as FluentdTransportOptions;
  return new FluentdTransport({
    ...options,
    timeoutMs: Math.min(options.timeoutMs, limitMs),
    sharesTime: true,
  });
};

function answer(status: number, text: string): Answer {
  return { status, contentType: '', body: Buffer.from(text) };
}

/** The same place under another URL. */
export function serversOf(destination: Destination, urls: readonly string[]): StreamElsewhere[] {
  return urls.map((url) => ({ destination: { ...destination, url } }));
}
