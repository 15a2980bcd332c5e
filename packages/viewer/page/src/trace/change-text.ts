/** How much longer or shorter something took. */

/** `+12 %`, `−50 %`, `× 12`; '' where nothing can be compared. */
export function changeText(from: number, to: number): string {
  if (from <= 0 || to <= 0 || from === to) return from === to ? '±0 %' : '';
  const ratio = to / from;
  if (ratio >= 10) return `×${Math.round(ratio).toLocaleString('en')}`;
  const percent = Math.round((ratio - 1) * 100);
  return `${percent < 0 ? '−' : percent > 0 ? '+' : '±'}${Math.abs(percent)} %`;
}
