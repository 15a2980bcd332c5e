import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

const THEMES = ['light', 'dark'] as const;
const GROUNDS = ['ground', 'surface', 'raised', 'hover', 'selected'];

/** Pairs beyond those of words on all grounds: a word on its own wash. */
const OWN_GROUNDS: Record<string, string> = {
  accent: 'accent-wash',
  error: 'error-wash',
  warn: 'warn-wash',
  'on-accent': 'accent',
};

for (const [at, theme] of THEMES.entries()) {
  for (const words of ['ink', 'ink-soft', 'accent', 'error', 'warn', 'good']) {
    test(`--${words} can be read on every ground, ${theme}`, () => {
      for (const ground of GROUNDS) assertReadable(words, ground, at, 4.5);
    });
  }
  for (const [words, ground] of Object.entries(OWN_GROUNDS)) {
    test(`--${words} can be read on --${ground}, ${theme}`, () => assertReadable(words, ground, at, 4.5));
  }
  test(`colours of services are seen as shapes, ${theme}`, () => {
    for (let series = 0; series < 12; series++) assertReadable(`series-${series}`, 'ground', at, 3);
  });
}

/** WCAG 2.2, 1.4.3 and 1.4.11. */
function assertReadable(words: string, ground: string, theme: number, least: number): void {
  const [one, other] = [luminance(colorOf(words, theme)), luminance(colorOf(ground, theme))];
  const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  assert.ok(ratio >= least, `--${words} on --${ground}: ${ratio.toFixed(2)}, not ${least}`);
}

function colorOf(name: string, theme: number): string {
  const found = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css);
  assert.ok(found, `--${name}`);
  return found[theme + 1]!;
}

function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) =>
    linear(Number.parseInt(color.slice(at, at + 2), 16) / 255),
  );
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

const linear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
