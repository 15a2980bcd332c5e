/** A viewer for tests of its page: the real server and page, and what tests send to it over HTTP. */

import assert from 'node:assert/strict';
import { answerQuestion } from '../../packages/viewer/src/asking/answer-question.ts';
import type { Answering } from '../../packages/viewer/src/asking/waymark/asked.ts';
import { intakeOf } from '../../packages/viewer/src/receiving/intake.ts';
import { openServer } from '../../packages/viewer/src/server/open-server.ts';
import { NaiveStore } from '../../packages/viewer/src/store/oracle/naive-store.ts';
import { PendingSpans } from '../../packages/viewer/src/store/pending/pending-spans.ts';

export interface PageServer {
  url: string;
  /** `waymark/pending`: spans that still run. */
  send(signal: 'traces' | 'logs' | 'waymark/pending', request: object): Promise<void>;
  close(): Promise<void>;
}

export async function openPageServer(pageDirectory?: string): Promise<PageServer> {
  const store = new NaiveStore();
  const listeners = new Set<() => void>();
  const pending = new PendingSpans({
    changed: () => {
      for (const changed of listeners) changed();
    },
  });
  const answering: Answering = { store, pending };
  const server = await openServer({
    port: 0,
    grpcPort: false,
    backend: {
      intake: intakeOf(store, pending),
      ask: (question) => answerQuestion(answering, question),
      onChange: (changed) => {
        listeners.add(changed);
        return store.onChange(changed);
      },
    },
    ...(pageDirectory === undefined ? {} : { pageDirectory }),
  });
  return {
    url: server.url,
    async send(signal, request) {
      const response = await fetch(`${server.url}/v1/${signal}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request),
      });
      assert.equal(response.status, 200, await response.text());
    },
    close: () => server.close(),
  };
}
