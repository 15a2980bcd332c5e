/** `?`: all keys that work right now, made from the table that they are in. */

import { useEffect, useRef } from 'preact/hooks';
import { type Shortcut, shortcuts, singleKeys, toggleSingleKeys } from '../browser/shortcuts.ts';

/** Keys that lists have by themselves. */
const IN_LISTS: readonly Omit<Shortcut, 'run'>[] = [
  { keys: '↑ ↓', does: 'Row before, after (or k, j)', group: 'In lists' },
  { keys: 'Enter', does: 'Open the row', group: 'In lists' },
  { keys: 'PageUp PageDown', does: 'A page of rows', group: 'In lists' },
  { keys: 'Home End', does: 'First row, last row', group: 'In lists' },
];

export function Help({ close }: { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    dialog.current!.showModal();
    return () => opener instanceof HTMLElement && opener.focus();
  }, []);
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={close}>
      <div class="help-title">
        <h2 id="help-title">Keyboard</h2>
        <button class="button" type="button" onClick={() => dialog.current!.close()}>
          Close
        </button>
      </div>
      <div class="help-groups">
        {groups([...shortcuts.value, ...IN_LISTS]).map(([group, members]) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {members.map(({ keys, does }) => (
                <div key={keys + does}>
                  <dt>
                    {keys.split(' ').map((key) => (
                      <kbd key={key}>{key === ' ' || key === '' ? 'Space' : key}</kbd>
                    ))}
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label class="help-switch">
        <input type="checkbox" checked={singleKeys.value} onChange={toggleSingleKeys} /> Single keys do
        something (all but <kbd>?</kbd>)
      </label>
    </dialog>
  );
}

type Row = Omit<Shortcut, 'run'>;

function groups(all: readonly Row[]): [group: string, members: Row[]][] {
  const byGroup = new Map<string, Row[]>();
  for (const shortcut of all) {
    const group = shortcut.group ?? 'Everywhere';
    const members = byGroup.get(group);
    if (members) members.push(shortcut);
    else byGroup.set(group, [shortcut]);
  }
  return [...byGroup];
}
