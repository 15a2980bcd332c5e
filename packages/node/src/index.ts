/** `import { start } from '@waymark/node'`: what `--require @waymark/node/register` does, from code. */

import { carrier as carrierNow, continueFrom as continueFromCarrier } from './carrier.ts';
import { requestId as requestIdNow } from './request-id.ts';
import { span as runInSpan } from './span.ts';
import { start as startNow } from './start.ts';
import type { Carrier, ContinueFrom, RequestId, RunInSpan, Start } from './types.ts';

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

/**
 * The id of the request that is served, as its response says it: the one that came with it, or else derived from the trace. In
 * a trace without a request that of the trace; `undefined` outside of both.
 * @example throw new Error(`Please tell us ${requestId()}`);
 */
export const requestId: RequestId = requestIdNow;

/**
 * What is active now, as headers in a plain object, to be stored with a job and given to {@link continueFrom}. Empty outside of
 * any trace and request, and where nobody traces.
 * @example await queue.add('mail', { order, carrier: carrier() });
 */
export const carrier: Carrier = carrierNow;

/**
 * Runs `fn` as if `carrier` had come in with a request, and returns what it returns: spans, log lines and outgoing requests in
 * it are of that trace and have that request id. It makes no span. What is not a carrier counts as an empty one: a trace
 * of its own.
 * @example continueFrom(job.data.carrier, () => span('mail', () => send(job.data.order)));
 */
export const continueFrom: ContinueFrom = continueFromCarrier;
