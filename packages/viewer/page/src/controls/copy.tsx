/** A button that copies text, and says that it has. */

import { useSignal } from '@preact/signals';
import { announce } from './announcer.tsx';
import { Icon, type IconName } from './icons.tsx';

const SHOWN_MS = 1500;

export function CopyButton({
  name,
  text,
  icon = 'copy',
  label,
}: {
  name: string;
  text: string | (() => string | Promise<string>);
  /** @default 'copy' */
  icon?: IconName;
  /** Beside the icon. */
  label?: string;
}) {
  const copied = useSignal(false);
  const copy = async () => {
    await copyText(typeof text === 'string' ? text : await text());
    copied.value = true;
    announce(`Copied ${name}`);
    setTimeout(() => {
      copied.value = false;
    }, SHOWN_MS);
  };
  return (
    <button
      class={label ? 'button quiet' : 'button quiet icon'}
      type="button"
      aria-label={label ? undefined : `Copy ${name}`}
      title={`Copy ${name}`}
      onClick={copy}
    >
      <Icon name={copied.value ? 'check' : icon} />
      {label}
    </button>
  );
}

/** Without the clipboard's API, which only secure addresses have, the old way. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
