/**
 * What an app threw, as a span is told of it. It may be anything, and is the app's: an object without a text, a proxy, an
 * error with getters. What looking at it throws must not take its place.
 */

import type { Exception } from '@opentelemetry/api';

const WITHOUT_TEXT = 'something that has no text';

/** As upstream's `asErrorAndMessage`: what is no Error counts as its text. */
export function exceptionOf(thrown: unknown): Exception {
  try {
    return thrown instanceof Error ? (thrown as Exception) : String(thrown);
  } catch {
    return WITHOUT_TEXT;
  }
}

/** What it says. */
export function messageOf(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown);
  } catch {
    return WITHOUT_TEXT;
  }
}
