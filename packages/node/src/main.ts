/** What register.cjs calls once it has found no reason not to. */

import { start } from './start.ts';

export function register(): void {
  start();
}

export { start };
