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

/** The newest ones first, a hundred at most. */
export async function failedTraces({ url, token }: RunningViewer): Promise<FailedTrace[]> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await fetch(`${url}/api/waymark/traces?where=status%3Derror&limit=100`, { headers });
  const { traces } = (await answer.json()) as { traces: FailedTrace[] };
  return traces;
}
