/** Figures of services and calls as text. */

/** `12.3/s`, `4.2/min`, `3/h`: in the unit in which there is at least one. '–' without a stretch of time. */
export function rateText(count: number, seconds: number): string {
  if (seconds <= 0) return '–';
  const aSecond = count / seconds;
  if (count === 0) return '0/s';
  if (aSecond >= 1) return `${rounded(aSecond)}/s`;
  if (aSecond * 60 >= 1) return `${rounded(aSecond * 60)}/min`;
  return `${rounded(aSecond * 3600)}/h`;
}

/** `0 %`, `< 0.1 %`, `2.3 %`, `37 %` */
export function shareText(part: number, whole: number): string {
  if (part === 0 || whole === 0) return '0 %';
  const percent = (100 * part) / whole;
  return percent < 0.1 ? '< 0.1 %' : `${Number(percent.toFixed(percent < 9.95 ? 1 : 0))} %`;
}

function rounded(value: number): string {
  return String(Number(value.toFixed(value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2)));
}
