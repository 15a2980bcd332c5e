/** The switch for errors: one term of the filter. */

import { Icon } from '../controls/icons.tsx';
import { termValue } from '../filter/edit.ts';
import { setTerm, whereOf } from '../filter/params.ts';

export function ErrorsButton() {
  return (
    <button
      class="button"
      type="button"
      aria-pressed={isErrorsOnly()}
      title="Only traces with errors ( e )"
      onClick={toggleErrorsOnly}
    >
      <Icon name="error" /> Errors
    </button>
  );
}

export function toggleErrorsOnly(): void {
  setTerm('status', '=', isErrorsOnly() ? undefined : 'error');
}

const isErrorsOnly = () => termValue(whereOf(), 'status') === 'error';
