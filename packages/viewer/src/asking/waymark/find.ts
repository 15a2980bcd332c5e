/** `GET find`: the one box that takes any id. */

import { QuestionError } from '../question-error.ts';
import type { Asked } from './asked.ts';
import { findId, foundTrace } from './found-trace.ts';
import type { FoundJson } from './shapes.ts';

/** A request id that only log records without a trace have is found, too: its trace id is empty. */
export async function find(asked: Asked): Promise<FoundJson> {
  const { store, query } = asked;
  const id = query.get('id')?.trim() ?? '';
  if (id === '') throw new QuestionError(400, 'find needs an id');
  const found = (await findId(store, id)) ?? (await foundTrace(asked, id));
  return { ...found, timeUnixNano: String(found.timeUnixNano) };
}
