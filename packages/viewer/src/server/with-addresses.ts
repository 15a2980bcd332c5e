import type { Answer, Question } from '../asking/answer.ts';
import type { Backend } from './backend.ts';

export const STATUS_PATH = '/api/waymark/status';

/** Where the server receives; the store's thread does not know. */
export interface Addresses {
  otlpHttp: string;
  otlpGrpc: string | undefined;
}

/** Puts them into what the store's thread answers about its status. */
export function withAddresses(ask: Backend['ask'], addresses: Addresses): Backend['ask'] {
  return async (question: Question): Promise<Answer> => {
    const answer = await ask(question);
    if (question.path !== STATUS_PATH || answer.status !== 200) return answer;
    const text = typeof answer.body === 'string' ? answer.body : new TextDecoder().decode(answer.body);
    return { ...answer, body: JSON.stringify({ ...JSON.parse(text), ...addresses }) };
  };
}
