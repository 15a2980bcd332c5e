/** `import { start } from '@waymark/node'`: what `--require @waymark/node/register` does, from code. */

import { span as runInSpan } from './span.ts';
import { start as startNow } from './start.ts';
import type { RunInSpan, Start } from './types.ts';

export type * from './types.ts';

/**
 * Starts tracing this process as the environment and `options` say, and returns the handle to flush and stop it.
 * Call it before anything that is to be traced is loaded. Where Waymark runs already, the running one's handle comes
 * back and `options` are ignored. Bad options and variables cost one line on stderr each; it never throws.
 */
export const start: Start = startNow;

/**
 * Runs `fn` in a span, and returns what it returns. The span is active in it, ends when it returns or its promise settles,
 * and records what it throws. Without anybody who traces, only `fn` runs.
 * @example await span('close the month', () => closeMonth());
 * @example span('price', { sku }, (active) => active.setAttribute('total', total()));
 */
export const span: RunInSpan = runInSpan;
