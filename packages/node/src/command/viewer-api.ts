/** What the command asks the viewer over HTTP. */

import type { RunningViewer } from './find-viewer.ts';

/** Of what `GET /api/waymark/traces` tells of each. */
export interface FailedTrace {
  readonly traceId: string;
  readonly rootService: string;
  readonly rootName: string;
  /** Whether its first span has arrived, which names it. */
  readonly hasRoot: boolean;
}

/** The newest ones first, a hundred at most. @param sinceMs since the epoch: what failed before is left out */
export async function failedTraces({ url, token }: RunningViewer, sinceMs: number): Promise<FailedTrace[]> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const query = `where=status%3Derror&from=${BigInt(sinceMs) * 1_000_000n}&limit=100`;
  const answer = await fetch(`${url}/api/waymark/traces?${query}`, { headers });
  const { traces } = (await answer.json()) as { traces: FailedTrace[] };
  return traces;
}
