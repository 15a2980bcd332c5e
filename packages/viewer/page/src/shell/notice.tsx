/** Says that data was dropped, or that the viewer is gone. */

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { connection, status } from '../api/live.ts';
import { announce } from '../controls/announcer.tsx';
import { Icon } from '../controls/icons.tsx';

export function Notices() {
  const dismissed = useSignal(false);
  const notice = status.value?.notice;
  // Once: its figures change all the time.
  useEffect(() => {
    if (notice) announce(notice);
  }, [notice === undefined]);
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
      {notice && !dismissed.value && (
        <p class="notice warn">
          <Icon name="warning" />
          <span class="value">{notice}</span>
          <button
            class="button quiet icon"
            type="button"
            aria-label="Hide this notice"
            onClick={() => {
              dismissed.value = true;
            }}
          >
            <Icon name="close" />
          </button>
        </p>
      )}
    </>
  );
}
