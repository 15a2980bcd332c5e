/** Says to a screen reader what others see change. */

import { signal } from '@preact/signals';

const words = signal('');

export function announce(text: string): void {
  words.value = text;
}

export function Announcer() {
  return (
    <div class="unseen" role="status" aria-live="polite">
      {words}
    </div>
  );
}
