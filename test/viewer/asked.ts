/** What a server says when it is asked. */

export interface Asked {
  status: number;
  /** What the body says as JSON; its text where it is none. */
  body: unknown;
}

export async function askServer(url: string, path: string, init?: RequestInit): Promise<Asked> {
  const answer = await fetch(url + path, { ...init, signal: AbortSignal.timeout(10_000) });
  return { status: answer.status, body: jsonOf(await answer.text()) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.trim();
  }
}

/** @throws Error when the server does not take it */
export async function post(url: string, path: string, type: string, body: Uint8Array): Promise<void> {
  const headers = { 'content-type': type };
  const { status, body: told } = await askServer(url, path, {
    method: 'POST',
    headers,
    body: new Uint8Array(body),
  });
  if (status !== 200 && status !== 202)
    throw new Error(`${url}${path} took no spans: ${status} ${JSON.stringify(told)}`);
}
