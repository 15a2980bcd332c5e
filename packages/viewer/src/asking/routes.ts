/** Which part of an API answers a question. */

import type { TelemetryStore } from '../store/telemetry-store.ts';
import type { Answer, Question } from './answer.ts';

/** `part` is what the path's group holds, percent-encoded; empty where it has none. */
export type Handler = (store: TelemetryStore, question: Question, part: string) => Promise<Answer> | Answer;

export type Route = readonly [method: string, path: RegExp, handler: Handler];

/** Undefined where no route has the question's method and path. Rejects with what the handler throws. */
export async function answerByRoute(
  routes: readonly Route[],
  store: TelemetryStore,
  question: Question,
): Promise<Answer | undefined> {
  for (const [method, path, handler] of routes) {
    const found = question.method === method ? path.exec(question.path) : null;
    if (found !== null) return handler(store, question, found[1] ?? '');
  }
  return undefined;
}
