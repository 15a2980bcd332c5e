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

// What was printed last within the innermost `printedBy`.
let printed: string | undefined;

/** Runs `print`, muted; returns the last text that console wrote meanwhile, if it wrote one and is watched. */
export function printedBy(print: () => void): string | undefined {
  const outer = printed;
  printed = undefined;
  try {
    muted(print);
    return printed;
  } finally {
    printed = outer;
  }
}

/** Takes the text of a line that console makes no record of. */
export function keepPrinted(text: string): void {
  printed = text;
}
