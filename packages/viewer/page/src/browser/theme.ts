/** Light, dark, or as the system has it. */

import { effect, signal } from '@preact/signals';
import { remembered } from './remembered.ts';

export type Theme = 'system' | 'light' | 'dark';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

export const theme = signal<Theme>(THEMES.find((name) => name === remembered.get('theme')) ?? 'system');

export function nextTheme(): void {
  theme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length]!;
  remembered.set('theme', theme.value);
}

effect(() => {
  document.documentElement.dataset['theme'] = theme.value;
});
