/** Jaeger's older API: every answer, and every error, in one envelope. */

import type { Answer, Question } from '../../answer.ts';
import { LongText } from '../../long-text.ts';

export interface JaegerError {
  code?: number;
  msg: string;
  traceID?: string;
}

/** @param data JSON */
export function envelope(question: Question, data: string, total = 0): Answer {
  const text = `{"data":${data},"total":${total},"limit":0,"offset":0,"errors":null}`;
  return { status: 200, type: 'application/json', body: isPretty(question) ? pretty(text) : text };
}

/** With a list that `write` adds to `out`; it may give errors besides. */
export async function longEnvelope(
  question: Question,
  write: (out: LongText) => Promise<readonly JaegerError[] | undefined>,
): Promise<Answer> {
  const out = new LongText();
  out.add('{"data":[');
  const errors = await write(out);
  out.add(`],"total":0,"limit":0,"offset":0,"errors":${JSON.stringify(errors ?? null)}}`);
  const body = out.bytes();
  const shown = isPretty(question) ? pretty(body.toString()) : body;
  return { status: 200, type: 'application/json', body: shown };
}

/** A list, which counts itself. */
export const listEnvelope = (question: Question, list: readonly unknown[]) =>
  envelope(question, JSON.stringify(list), list.length);

export function failure(status: number, msg: string): Answer {
  const body = { data: null, total: 0, limit: 0, offset: 0, errors: [{ code: status, msg }] };
  return { status, type: 'application/json', body: JSON.stringify(body) };
}

function isPretty({ query }: Question): boolean {
  const wanted = query.get('prettyPrint') ?? '';
  return wanted !== '' && wanted !== 'false';
}

const pretty = (text: string) => JSON.stringify(JSON.parse(text), null, 4);
