/** What the command asks the viewer over HTTP. */

import type { RunningViewer } from './find-viewer.ts';

/** A viewer that hangs keeps nobody from the end for longer. */
const TIMEOUT_MS = 3000;

/** Of a trace that failed. */
export interface FailedTrace {
  readonly traceId: string;
  /** `GET /basket of shop failed`, `uncaught exception: out of stock, in shop` */
  readonly what: string;
  /** Whether that is known for sure: the first span, which names a trace, has arrived. */
  readonly isNamed: boolean;
}

/** The newest ones first, a hundred at most of each kind. @param sinceMs since the epoch: what failed before is left out */
export async function failedTraces(viewer: RunningViewer, sinceMs: number): Promise<FailedTrace[]> {
  const since = `from=${BigInt(sinceMs) * 1_000_000n}&limit=100`;
  const [{ traces }, { logs }] = await Promise.all([
    ask<{ traces: Summary[] }>(viewer, `traces?where=status%3Derror&${since}`),
    ask<{ logs: LogRecord[] }>(viewer, `logs?where=severity%3E%3Dfatal&${since}`),
  ]);
  return [...logs.flatMap(ended), ...traces.map(failed)];
}

/** Of what `GET /api/waymark/traces` tells of each. */
interface Summary {
  readonly traceId: string;
  readonly rootService: string;
  readonly rootName: string;
  readonly hasRoot: boolean;
}

function failed({ traceId, rootService, rootName, hasRoot }: Summary): FailedTrace {
  return { traceId, what: `${rootName} of ${rootService} failed`, isNamed: hasRoot };
}

/** Of what `GET /api/waymark/logs` tells of each. */
interface LogRecord {
  readonly traceId?: string;
  readonly service: string;
  readonly body?: { readonly stringValue?: string };
}

/** The request in which a process ended has no span: nothing was left to end it. It has that process's last words. */
function ended({ traceId, service, body }: LogRecord): FailedTrace[] {
  if (traceId === undefined) return [];
  const words = body?.stringValue?.split('\n', 1)[0] ?? 'fatal';
  return [{ traceId, what: `${words}, in ${service}`, isNamed: true }];
}

async function ask<T>({ url, token }: RunningViewer, question: string): Promise<T> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const answer = await fetch(`${url}/api/waymark/${question}`, { headers, signal });
  return (await answer.json()) as T;
}
