/** A question as part of a component: asked again when it changes, its last answer kept until the next one is there. */

import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type AnswerError, toError } from './answer-error.ts';
import { ask, type Params } from './client.ts';

export { toError };

export interface Answered<T> {
  /** The newest answer, perhaps to the question before. */
  data?: T;
  /** Of the newest question. */
  error?: AnswerError;
  waiting: boolean;
}

/** `revision`: a number that asks the same again when it rises. `path` undefined asks nothing. */
export function useAnswer<T>(
  path: string | undefined,
  params: Params = {},
  revision = 0,
): Signal<Answered<T>> {
  const answered = useSignal<Answered<T>>({ waiting: path !== undefined });
  const question = JSON.stringify([path, params]);
  useEffect(() => {
    if (path === undefined) {
      answered.value = { waiting: false };
      return;
    }
    const abort = new AbortController();
    answered.value = { ...answered.peek(), waiting: true };
    ask<T>(path, params, abort.signal).then(
      (data) => {
        answered.value = { data, waiting: false };
      },
      (error) => {
        if (!abort.signal.aborted)
          answered.value = { ...answered.peek(), error: toError(error), waiting: false };
      },
    );
    return () => abort.abort();
  }, [question, revision]);
  return answered;
}
