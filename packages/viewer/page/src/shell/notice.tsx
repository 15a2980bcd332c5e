/** Says that data was dropped, or that the viewer is gone. */

import { useSignal } from '@preact/signals';
import { connection, status } from '../api/live.ts';
import { Icon } from './icons.tsx';

export function Notices() {
  const dismissed = useSignal<string | undefined>(undefined);
  const notice = status.value?.notice;
  return (
    <>
      {connection.value === 'lost' && (
        <p class="notice error" role="alert">
          <Icon name="error" />
          <span>
            The viewer does not answer. What is shown is what was there; it is asked again every 2 seconds.
          </span>
        </p>
      )}
      {notice && notice !== dismissed.value && (
        <p class="notice warn" role="status">
          <Icon name="warning" />
          <span class="value">{notice}</span>
          <button
            class="button quiet icon"
            type="button"
            aria-label="Hide this notice"
            onClick={() => {
              dismissed.value = notice;
            }}
          >
            <Icon name="close" />
          </button>
        </p>
      )}
    </>
  );
}
