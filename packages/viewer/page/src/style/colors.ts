/** Colours where CSS does not reach: on canvases, and which one a service has. */

import { effect, signal } from '@preact/signals';
import { remembered } from '../browser/remembered.ts';
import { theme } from '../browser/theme.ts';

const SERIES = 12;

/** Rises when the colours change, by the switch or by the system: what is drawn on a canvas is to be drawn again. */
export const colorsVersion = signal(0);

const probe = document.createElement('span');
probe.hidden = true;

/** What a custom property such as `--error` is right now, as CSS computes it: `rgb(…)`. */
export function colorOf(token: string): string {
  if (!probe.isConnected) document.body.append(probe);
  probe.style.color = `var(${token})`;
  return getComputedStyle(probe).color;
}

/** Which colour each service has: kept, so that it is the same on each page and tomorrow. */
const taken = new Map<string, number>(kept());
const MOST_KEPT = 200;

/**
 * Number of a service's colour: elements get it by the class `series-N`, canvases by `colorOf('--series-N')`. The name
 * decides; two services share a colour only when there are more services than colours.
 */
export function seriesOf(service: string): number {
  const known = taken.get(service);
  if (known !== undefined) return known;
  const used = new Set(taken.values());
  let series = hash(service) % SERIES;
  if (used.size < SERIES) while (used.has(series)) series = (series + 1) % SERIES;
  taken.set(service, series);
  if (taken.size <= MOST_KEPT) remembered.set('series', JSON.stringify([...taken]));
  return series;
}

function kept(): [string, number][] {
  try {
    const pairs: unknown = JSON.parse(remembered.get('series') ?? '[]');
    return Array.isArray(pairs) ? pairs.filter(isKept) : [];
  } catch {
    return [];
  }
}

function isKept(pair: unknown): pair is [string, number] {
  if (!Array.isArray(pair)) return false;
  const [service, series] = pair as unknown[];
  return (
    typeof service === 'string' && Number.isInteger(series) && Number(series) >= 0 && Number(series) < SERIES
  );
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}

effect(() => {
  theme.value;
  colorsVersion.value = colorsVersion.peek() + 1;
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => colorsVersion.value++);
