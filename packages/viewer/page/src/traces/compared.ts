/** The traces that are marked to be compared: two at most, the older mark goes. */

import { signal } from '@preact/signals';

export const compared = signal<readonly string[]>([]);

export function toggleCompared(traceId: string): void {
  const others = compared.peek().filter((id) => id !== traceId);
  compared.value = others.length < compared.peek().length ? others : [...others, traceId].slice(-2);
}

export const compareHref = ([left, right]: readonly string[]): string => `/compare/${left}/${right}`;
