/** Thrown by a reader whose block was dropped while it read. */
export class BlockGone extends Error {}

export function gone(): never {
  throw new BlockGone('the block was dropped');
}

/** Undefined when the block that is read was dropped meanwhile. */
export function unlessGone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof BlockGone) return undefined;
    throw error;
  }
}
