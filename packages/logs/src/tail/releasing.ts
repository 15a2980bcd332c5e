/** Tells whoever takes a record that it has waited, and for which request. */
import type { Span } from '@opentelemetry/api';

let root: Span | undefined;

/** Runs `emit`, whose record is let out with the request whose first span this is. */
export function releasing(of: Span, emit: () => void): void {
  const outer = root;
  root = of;
  try {
    emit();
  } finally {
    root = outer;
  }
}

/** Of the record that is emitted now; undefined if it has not waited. */
export function releasedTo(): Span | undefined {
  return root;
}
