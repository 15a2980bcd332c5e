/** The section of packages/node/README.md. */
import type { Result } from './results.ts';

export function readmeSection(results: ReadonlyMap<string, readonly Result[]>): string {
  return [...results.keys()].join();
}
