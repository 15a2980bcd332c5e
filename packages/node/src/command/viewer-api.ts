/** What the command asks the viewer over HTTP. */

export interface FailedTrace {
  readonly traceId: string;
  readonly rootService: string;
  readonly rootName: string;
  readonly hasRoot: boolean;
}

/** The newest ones first, a hundred at most. */
export async function failedTraces(url: string): Promise<FailedTrace[]> {
  const answer = await fetch(`${url}/api/traces?error=true&limit=100`);
  const { traces } = (await answer.json()) as {
    traces: { traceId: string; service: string; name: string }[];
  };
  return traces.map(({ traceId, service, name }) => ({
    traceId,
    rootService: service,
    rootName: name,
    hasRoot: true,
  }));
}
