/** Jaeger's older API: every answer, and every error, in one envelope. */

import type { Answer, Question } from '../../answer.ts';

export interface JaegerError {
  code?: number;
  msg: string;
  traceID?: string;
}

/** @param data JSON */
export function envelope(
  question: Question,
  data: string,
  rest: { total?: number; errors?: readonly JaegerError[] | undefined } = {},
): Answer {
  const { total = 0, errors } = rest;
  const told = JSON.stringify(errors ?? null);
  const text = `{"data":${data},"total":${total},"limit":0,"offset":0,"errors":${told}}`;
  return { status: 200, type: 'application/json', body: isPretty(question) ? pretty(text) : text };
}

/** A list, which counts itself. */
export const listEnvelope = (question: Question, list: readonly unknown[]) =>
  envelope(question, JSON.stringify(list), { total: list.length });

export function failure(status: number, msg: string): Answer {
  const body = { data: null, total: 0, limit: 0, offset: 0, errors: [{ code: status, msg }] };
  return { status, type: 'application/json', body: JSON.stringify(body) };
}

function isPretty({ query }: Question): boolean {
  const wanted = query.get('prettyPrint') ?? '';
  return wanted !== '' && wanted !== 'false';
}

const pretty = (text: string) => JSON.stringify(JSON.parse(text), null, 4);
