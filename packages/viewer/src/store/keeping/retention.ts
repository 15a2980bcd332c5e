/**
 * Which block goes when there is no room: the oldest of the service that holds most, so that one chatty service does not
 * evict the others.
 */

import type { BlockInfo } from './block-info.ts';

/**
 * What a block counts at least, for the limit as well: each costs half of this in memory, however small it is, and a flood of
 * new service names makes one of each span.
 */
const LEAST_BYTES = 32_768;

export class HeldByService {
  /** Blocks of each service in order of their ids. */
  readonly #blocks = new Map<string, Map<number, BlockInfo>>();
  readonly #bytes = new Map<string, number>();
  #total = 0;

  /** What all blocks count. */
  get bytes(): number {
    return this.#total;
  }

  add(block: BlockInfo): void {
    const own = this.#blocks.get(block.service) ?? new Map<number, BlockInfo>();
    own.set(block.id, block);
    this.#blocks.set(block.service, own);
    this.#weigh(block, 1);
  }

  remove(block: BlockInfo): void {
    const own = this.#blocks.get(block.service);
    if (!own?.delete(block.id)) return;
    if (own.size === 0) this.#blocks.delete(block.service);
    this.#weigh(block, -1);
  }

  /** Undefined when there is no block. */
  nextToGo(): BlockInfo | undefined {
    let most: string | undefined;
    for (const [service, bytes] of this.#bytes) {
      if (most === undefined || bytes > this.#bytes.get(most)!) most = service;
    }
    return most === undefined ? undefined : this.#blocks.get(most)!.values().next().value;
  }

  #weigh(block: BlockInfo, sign: number): void {
    const counted = sign * Math.max(block.bytes, LEAST_BYTES);
    const bytes = (this.#bytes.get(block.service) ?? 0) + counted;
    this.#total += counted;
    if (this.#blocks.has(block.service)) this.#bytes.set(block.service, bytes);
    else this.#bytes.delete(block.service);
  }
}
