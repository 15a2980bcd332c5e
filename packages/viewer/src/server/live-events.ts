/** `GET /api/waymark/live`: server-sent events, one named `change` after each change, with the store's status. */

import type { ServerResponse } from 'node:http';
import { SAFE_HEADERS } from './safe-headers.ts';

/** Of a browser, six connections are all that one host may have: more than this is no page. */
const MOST_LISTENERS = 100;

/** A comment, so that nobody on the way takes the connection for dead, and a reader that has gone is noticed. */
const HEARTBEAT_MS = 15_000;

/** A reader that does not read is not waited for: what it missed, the next event tells as well. */
const MOST_WAITING_BYTES = 64 * 1024;

export class LiveEvents {
  readonly #status: () => Promise<string>;
  readonly #listeners = new Set<ServerResponse>();
  readonly #heartbeat: NodeJS.Timeout;
  #asking = false;
  #askAgain = false;

  /** `status` gives the data of an event: JSON without line breaks. */
  constructor(status: () => Promise<string>) {
    this.#status = status;
    this.#heartbeat = setInterval(() => this.#sendToAll(':\n\n'), HEARTBEAT_MS).unref();
  }

  /** Gives false when there are too many already. The first event comes at once. */
  async add(response: ServerResponse): Promise<boolean> {
    if (this.#listeners.size >= MOST_LISTENERS) return false;
    response.writeHead(200, { ...SAFE_HEADERS, 'content-type': 'text/event-stream; charset=utf-8' });
    response.flushHeaders();
    this.#listeners.add(response);
    response.on('close', () => this.#listeners.delete(response));
    await this.#tell([response]);
    return true;
  }

  /** After a change. While one answer is awaited, further changes make one more. */
  async changed(): Promise<void> {
    if (this.#listeners.size === 0) return;
    this.#askAgain = true;
    if (this.#asking) return;
    this.#asking = true;
    while (this.#askAgain) {
      this.#askAgain = false;
      await this.#tell(this.#listeners);
    }
    this.#asking = false;
  }

  close(): void {
    clearInterval(this.#heartbeat);
    for (const response of this.#listeners) response.end();
  }

  async #tell(listeners: Iterable<ServerResponse>): Promise<void> {
    try {
      const event = `event: change\ndata: ${await this.#status()}\n\n`;
      for (const response of listeners) write(response, event);
    } catch {
      // The store is closing, or failed: who asks it next hears of it.
    }
  }

  #sendToAll(text: string): void {
    for (const response of this.#listeners) write(response, text);
  }
}

function write(response: ServerResponse, text: string): void {
  if (response.writableLength < MOST_WAITING_BYTES) response.write(text);
}
