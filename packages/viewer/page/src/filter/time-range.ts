/** Which time is looked at: all of it, the last minutes, or from one moment to another; as parameters of the address. */

export interface TimeRange {
  /** The last so many seconds. */
  sinceSeconds?: number;
  /** Nanoseconds since the epoch, as decimal text. */
  from?: string;
  to?: string;
}

export const SINCE: readonly { param: string; seconds: number; name: string }[] = [
  { param: '1m', seconds: 60, name: 'Last minute' },
  { param: '5m', seconds: 300, name: 'Last 5 minutes' },
  { param: '15m', seconds: 900, name: 'Last 15 minutes' },
  { param: '1h', seconds: 3600, name: 'Last hour' },
  { param: '6h', seconds: 21_600, name: 'Last 6 hours' },
  { param: '24h', seconds: 86_400, name: 'Last 24 hours' },
];

/** Parameters that make no sense count as none. */
export function timeRange(params: URLSearchParams): TimeRange {
  const since = SINCE.find(({ param }) => param === params.get('since'));
  if (since) return { sinceSeconds: since.seconds };
  const nano = (name: string) => /^\d{1,20}$/.exec(params.get(name) ?? '')?.[0];
  return { from: nano('from'), to: nano('to') };
}

/** For a question to the API, asked now. */
export function rangeParams({ sinceSeconds, from, to }: TimeRange, nowMs: number) {
  if (sinceSeconds === undefined) return { from, to };
  return { from: nanoText(nowMs - sinceSeconds * 1000), to: undefined };
}

export const nanoText = (ms: number): string => `${Math.floor(ms)}000000`;
