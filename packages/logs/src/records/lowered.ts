/**
 * Lines that the app's own logger keeps to itself, by its level: they are made for the tail alone, and leave only with their
 * request.
 */

let depth = 0;

/** Runs `emit`, whose record is such a line. */
export function lowered(emit: () => void): void {
  depth++;
  try {
    emit();
  } finally {
    depth--;
  }
}

/** Whether the record that is emitted now is one of them. */
export function isLowered(): boolean {
  return depth > 0;
}
