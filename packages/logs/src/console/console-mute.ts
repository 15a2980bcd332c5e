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

/** The same in two halves, for whoever cannot have a function called: each `mute` is followed by its `unmute`. */
export function mute(): void {
  depth++;
}

export function unmute(): void {
  depth--;
}

export function isMuted(): boolean {
  return depth > 0;
}
