/** `GET traces/:id/text`: a trace for a terminal. */

import { callerOf } from '../../store/reading.ts';
import { printTrace } from '../../terminal/trace-text.ts';
import { wholeTrace } from '../../terminal/whole-trace.ts';
import type { Answer } from '../answer.ts';
import { QuestionError } from '../question-error.ts';
import type { Asked } from './asked.ts';
import { foundTrace } from './found-trace.ts';

const DEFAULT_WIDTH = 110;
const MAX_WIDTH = 1000;

export async function traceText(asked: Asked): Promise<Answer> {
  const {
    store,
    query,
    names: [id = ''],
  } = asked;
  const width = Number(query.get('width') ?? DEFAULT_WIDTH);
  if (!(width > 0 && width <= MAX_WIDTH))
    throw new QuestionError(400, `width "${query.get('width')}" is not a number up to ${MAX_WIDTH}`);
  const { traceId } = await foundTrace(asked, id);
  const trace = (await wholeTrace(callerOf(store), traceId)) ?? { traceId, spans: [], logs: [] };
  return { status: 200, type: 'text/plain', body: `${printTrace(trace, { width })}\n` };
}
