/** Below the list once a trace is marked for a comparison. */

import { compared, compareHref } from './compared.ts';

export function CompareBar() {
  const marked = compared.value;
  if (marked.length === 0) return null;
  return (
    <div class="compare-bar">
      {marked.length === 1 ? (
        <span class="soft">Mark a second trace to compare the two.</span>
      ) : (
        <a class="button primary" href={compareHref(marked)}>
          Compare the two traces
        </a>
      )}
      <button
        class="button"
        type="button"
        onClick={() => {
          compared.value = [];
        }}
      >
        Take the marks away
      </button>
    </div>
  );
}
