/** All that can be asked over HTTP, below `/api/`: the viewer's own API, Jaeger's and Zipkin's. It runs in the store's thread. */

import type { Answer, Question } from './answer.ts';
import { answerJaeger } from './jaeger/index.ts';
import { answerWaymark, WAYMARK_PATH } from './waymark/answer-waymark.ts';
import type { Answering } from './waymark/asked.ts';
import { answerZipkin } from './zipkin/index.ts';

/**
 * There is an answer whatever is asked: JSON with status 404 where nothing is known, for an API must not answer with a page.
 * @throws when the store fails
 */
export async function answerQuestion(answering: Answering, question: Question): Promise<Answer> {
  if (question.path.startsWith(WAYMARK_PATH)) return answerWaymark(answering, question);
  // Of a HEAD, whoever serves HTTP leaves the body out.
  const asked = question.method === 'HEAD' ? { ...question, method: 'GET' } : question;
  const { store } = answering;
  const answer = (await answerJaeger(store, asked)) ?? (await answerZipkin(store, asked));
  if (answer !== undefined) return answer;
  const error = `there is no ${question.path} here`;
  return { status: 404, type: 'application/json', body: JSON.stringify({ error }) };
}
