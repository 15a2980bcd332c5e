/** One question to a real server and to the viewer. */

import type { Answer, Question } from '../../packages/viewer/src/asking/answer.ts';
import type { TelemetryStore } from '../../packages/viewer/src/store/telemetry-store.ts';

export interface Asked {
  status: number;
  /** What the body says as JSON; its text where it is none. */
  body: unknown;
}

export type Answering = (store: TelemetryStore, question: Question) => Promise<Answer | undefined>;

export async function askServer(url: string, path: string, init?: RequestInit): Promise<Asked> {
  const answer = await fetch(url + path, { ...init, signal: AbortSignal.timeout(10_000) });
  return { status: answer.status, body: jsonOf(await answer.text()) };
}

/** A path that is none of the API's is 404, as the viewer answers it. */
export async function askViewer(
  answering: Answering,
  store: TelemetryStore,
  path: string,
  { method = 'GET', body }: { method?: string; body?: string } = {},
): Promise<Asked> {
  const { pathname, searchParams } = new URL(path, 'http://viewer');
  const question = {
    method,
    path: pathname,
    query: searchParams,
    ...(body === undefined ? {} : { body: Buffer.from(body) }),
  };
  const answer = await answering(store, question);
  if (answer === undefined) return { status: 404, body: '' };
  return { status: answer.status, body: jsonOf(Buffer.from(answer.body).toString()) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.trim();
  }
}
