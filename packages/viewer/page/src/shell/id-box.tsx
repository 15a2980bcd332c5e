/** One box that takes a trace id, a span id or a request id, and goes there. */

import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { quoteWord } from '../../../src/asking/waymark/filter/terms.ts';
import type { FoundJson } from '../../../src/asking/waymark/shapes.ts';
import { AnswerError, ask } from '../api/client.ts';
import { toError } from '../api/use-answer.ts';
import { go, href, traceHref } from '../browser/router.ts';
import { useShortcuts } from '../browser/shortcuts.ts';
import { Icon } from '../controls/icons.tsx';
import { idsToTry, pastedId } from './pasted-id.ts';

export function IdBox() {
  const input = useRef<HTMLInputElement>(null);
  const problem = useSignal('');
  useShortcuts([
    {
      keys: 'i',
      does: 'Go to a trace, span or request id',
      run: () => input.current?.select(),
    },
  ]);
  const find = async (event: Event) => {
    event.preventDefault();
    const text = input.current!.value.trim();
    if (!text) return;
    try {
      const found = await findFirst(idsToTry(text));
      input.current!.value = '';
      input.current!.blur();
      problem.value = '';
      go(hrefOf(found, text));
    } catch (error) {
      const { status, message } = toError(error);
      problem.value =
        status === 404 ? 'Nothing here has this id: not as trace, span or request id.' : message;
    }
  };
  return (
    <form class="id-box" onSubmit={find}>
      <Icon name="search" />
      <input
        ref={input}
        class="field mono"
        type="text"
        aria-label="Go to a trace id, span id or request id"
        aria-invalid={problem.value !== ''}
        aria-describedby="id-box-problem"
        placeholder="Trace, span or request id"
        title="Paste a trace id, span id or request id, and press Enter ( i )"
        autocomplete="off"
        spellcheck={false}
        enterkeyhint="go"
        onInput={() => {
          problem.value = '';
        }}
        onKeyDown={(event) => event.key === 'Escape' && input.current?.blur()}
      />
      <div id="id-box-problem" class="id-box-problem" role="alert" hidden={problem.value === ''}>
        {problem}
      </div>
    </form>
  );
}

/** A request id that only log records have, and no trace, leads to these. */
function hrefOf({ traceId, spanId, timeUnixNano }: FoundJson, text: string): string {
  if (traceId) return traceHref(traceId, { span: spanId, at: timeUnixNano });
  return href('/logs', { where: `request=${quoteWord(pastedId(text))}` });
}

/** The first id that leads somewhere. */
async function findFirst(ids: string[]): Promise<FoundJson> {
  let missing: unknown;
  for (const id of ids) {
    try {
      return await ask<FoundJson>('find', { id });
    } catch (error) {
      if (!(error instanceof AnswerError) || error.status !== 404) throw error;
      missing = error;
    }
  }
  throw missing;
}
