/** What stands in a page's place: nothing there yet, nothing found, no answer. */

import type { ComponentChildren } from 'preact';
import type { AnswerError } from '../api/client.ts';

interface BlankProps {
  title: string;
  /** It is all there is of the page, which has no heading of its own. */
  isPage?: boolean;
  children?: ComponentChildren;
}

export function Blank({ title, isPage, children }: BlankProps) {
  return (
    <section class="blank">
      {isPage ? <h1>{title}</h1> : <h2>{title}</h2>}
      {children}
    </section>
  );
}

export function Failed({ error, retry }: { error: AnswerError; retry?: () => void }) {
  return (
    <section class="blank" role="alert">
      <h2>{error.status === 404 ? 'Not here' : 'That did not work'}</h2>
      <p class="value">{error.message}</p>
      {retry && (
        <button class="button" type="button" onClick={retry}>
          Try again
        </button>
      )}
    </section>
  );
}
