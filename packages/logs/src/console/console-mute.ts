/** Lets a logger that prints through console say so: its lines have records already. */

let depth = 0;

/** Runs `print`; what it writes to console meanwhile makes no record. */
export function muted<T>(print: () => T): T {
  depth++;
  try {
    return print();
  } finally {
    depth--;
  }
}

export function isMuted(): boolean {
  return depth > 0;
}
