import { Icon } from '../controls/icons.tsx';

export function HopButton({ label, icon, run }: { label: string; icon: 'up' | 'down'; run: () => unknown }) {
  return (
    <button class="button quiet icon" type="button" aria-label={label} title={label} onClick={run}>
      <Icon name={icon} />
    </button>
  );
}
