/** Who is told anything of ours: `WAYMARK_PROPAGATE_TO` as a value. */
import { HOST_GLOB_TAKES, type HostGlob, hostOf, parseHostGlob } from './host-glob.ts';

/** Stands for message brokers, whose host no carrier names, and for what the application injects itself. */
const MESSAGES = 'messages';
/** Stands for sockets of the file system and named pipes, which have no host. */
const UNIX = 'unix';
const EVERYBODY = '*';

export const DESTINATIONS_TAKE = `${HOST_GLOB_TAKES}, ${MESSAGES}, ${UNIX}, or none alone`;

/** Whether {@link Destinations} understands an item. */
export function isDestination(item: string): boolean {
  return isWord(item, MESSAGES) || isWord(item, UNIX) || parseHostGlob(item) !== undefined;
}

/** Whoever is asked for hundreds of hosts is a crawler: one more makes all forgotten. */
const MOST_REMEMBERED = 500;

export class Destinations {
  /** Whether messages are told. */
  readonly messages: boolean;
  /** Whether the sockets of the file system are. */
  readonly sockets: boolean;
  readonly #globs: readonly HostGlob[];
  readonly #decided = new Map<string, boolean>();

  /** @param items by {@link isDestination}; what is none is left out. An empty list is nobody. */
  constructor(items: readonly string[]) {
    const everybody = items.includes(EVERYBODY);
    const words = items.filter((item) => isWord(item, MESSAGES) || isWord(item, UNIX));
    this.messages = everybody || words.some((item) => isWord(item, MESSAGES));
    this.sockets = everybody || words.some((item) => isWord(item, UNIX));
    this.#globs = items.filter((item) => !words.includes(item)).flatMap((item) => parseHostGlob(item) ?? []);
  }

  /**
   * Whether a host is told: not if nobody knows which it is.
   *
   * @param address a name or an address, in any spelling, IPv6 with or without its brackets
   * @param port `undefined` where it is not known: patterns with a port do not match then
   */
  host(address: string | undefined, port: number | undefined): boolean {
    if (typeof address !== 'string' || address === '') return false;
    const key = `${address}|${port}`;
    return this.#decided.get(key) ?? this.#decide(key, address, port);
  }

  #decide(key: string, address: string, port: number | undefined): boolean {
    const host = hostOf(address);
    const isTold = this.#globs.some((glob) => glob.matches(host, port));
    if (this.#decided.size >= MOST_REMEMBERED) this.#decided.clear();
    this.#decided.set(key, isTold);
    return isTold;
  }
}

function isWord(item: string, word: string): boolean {
  return item.toLowerCase() === word;
}
