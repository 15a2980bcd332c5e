/** Asks the viewer that this page came from. */

import { href } from '../browser/router.ts';
import { AnswerError } from './answer-error.ts';

export { AnswerError };

export type Params = Record<string, string | undefined>;

/** The address of a question below `/api/waymark/`, for links and downloads. */
export const apiHref = (path: string, params: Params = {}): string => href(`/api/waymark/${path}`, params);

/**
 * The JSON that answers `GET /api/waymark/${path}`; its type is the one that `shapes.ts` gives for the path.
 * @throws {AnswerError}
 * @throws {DOMException} AbortError, when `signal` said so
 */
export async function ask<T>(path: string, params: Params = {}, signal?: AbortSignal): Promise<T> {
  const response = await fetched(apiHref(path, params), { signal });
  return (await response.json()) as T;
}

/** Sends something, such as OTLP-JSON lines to `import`. */
export async function send<T>(path: string, body: Blob | string, type: string): Promise<T> {
  const init = { method: 'POST', body, headers: { 'content-type': type } };
  return (await (await fetched(apiHref(path), init)).json()) as T;
}

async function fetched(url: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new AnswerError(0, 'The viewer does not answer. Has it been stopped?');
  }
  if (response.ok) return response;
  throw new AnswerError(response.status, await reasonOf(response));
}

async function reasonOf(response: Response): Promise<string> {
  try {
    const { error } = (await response.json()) as { error?: string };
    if (error) return error;
  } catch {
    // Then the status has to do.
  }
  if (response.status === 401)
    return 'This viewer wants its token: open the address that it printed at start.';
  return `The viewer answered ${response.status} ${response.statusText}`.trim();
}
