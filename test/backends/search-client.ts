/** Reads documents back from an Elasticsearch or OpenSearch. */

import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalServer } from './servers.mjs';

/** Of an ECS document, the parts that tests look at. */
export interface Document {
  '@timestamp': string;
  message: string;
  log?: { level?: string; logger?: string };
  trace?: { id: string };
  error?: { type?: string; message?: string; stack_trace?: string };
  labels?: Record<string, string>;
  long_labels?: Record<string, string>;
  service?: { name?: string };
}

/** Of all answers, the parts that are read. */
interface Answer {
  acknowledged?: boolean;
  hits?: { hits: { _source: Document }[] };
  roles?: string[];
  data_streams?: { name: string; timestamp_field: { name: string } }[];
}

export class SearchClient {
  readonly #server: LocalServer;

  constructor(server: LocalServer) {
    this.#server = server;
  }

  /** One request, by the server's own user or by `auth` (`user:password`). */
  ask(
    method: string,
    path: string,
    body?: unknown,
    auth = this.#auth,
  ): Promise<{ status: number; body: Answer }> {
    const { url = '', ca } = this.#server;
    const options = { method, headers: { 'content-type': 'application/json' }, ...(auth ? { auth } : {}) };
    return new Promise((resolve, reject) => {
      const request = url.startsWith('https:')
        ? secureRequest(`${url}${path}`, { ...options, ca })
        : plainRequest(`${url}${path}`, options);
      request.once('error', reject).once('response', async (response) => {
        let text = '';
        for await (const chunk of response.setEncoding('utf8')) text += chunk;
        resolve({ status: response.statusCode!, body: JSON.parse(text) });
      });
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** All that `query` (as `q=` has it) finds, by time. What was written a moment ago is found, too. */
  async find(index: string, query = '*'): Promise<Document[]> {
    await this.ask('POST', `/${index}/_refresh`);
    const path = `/${index}/_search?size=10000&sort=@timestamp&q=${encodeURIComponent(query)}`;
    const { status, body } = await this.#whenThere(path);
    if (status === 404) return [];
    if (status !== 200) throw new Error(`${path} is answered with ${status}: ${JSON.stringify(body)}`);
    return body.hits!.hits.map(({ _source }) => _source);
  }

  /** As `find`, when there are `count`; rejects after 15 s with what there was. */
  async findAll(index: string, query: string, count: number): Promise<Document[]> {
    const until = Date.now() + 15_000;
    for (;;) {
      const found = await this.find(index, query);
      if (found.length >= count) return found;
      if (Date.now() > until)
        throw new Error(`${found.length} of ${count} for ${query}: ${JSON.stringify(found)}`);
      await sleep(100);
    }
  }

  /** An index that was made a moment ago, or a server that came back, has no shards yet. */
  async #whenThere(path: string): Promise<{ status: number; body: Answer }> {
    for (const until = Date.now() + 15_000; ; await sleep(100)) {
      const answer = await this.ask('GET', path);
      if (answer.status !== 503 || Date.now() > until) return answer;
    }
  }

  get #auth(): string | undefined {
    const { user, password } = this.#server;
    return user === undefined ? undefined : `${user}:${password}`;
  }
}
