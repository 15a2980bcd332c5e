/** Whom to trust where upstream's instrumentation of HTTP extracts: it asks a hook of ours right before, with the request. */

import type { IncomingMessage } from 'node:http';
import { judge } from '@waymark/http';
import type { InboundTrust } from '@waymark/propagation';

type Ignoring = (request: IncomingMessage) => boolean;

/** Judges each request, and then says whether it is to be ignored. */
export function judgedFirst(
  trust: InboundTrust | undefined,
  ignoring: Ignoring | undefined,
): Ignoring | undefined {
  if (trust === undefined) return ignoring;
  return (request) => {
    judge(request, trust);
    return ignoring?.(request) ?? false;
  };
}
