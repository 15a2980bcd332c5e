/** Which starts are measured. */

import { modulesApp } from './modules-app.ts';

export interface StartScenario {
  /** For `--only`, and the file of its results. */
  name: string;
  title: string;
  /** Resolves to its file in `apps/`, or an absolute path. */
  app(): Promise<string>;
  /** Whether the start ends with the first 200 (whose span must arrive), and not with the app's first line. */
  toFirstAnswer: boolean;
}

export const startScenarios: readonly StartScenario[] = [
  {
    name: 'start-cjs',
    title: 'an empty app, CommonJS',
    app: async () => 'empty.cjs',
    toFirstAnswer: false,
  },
  { name: 'start-esm', title: 'an empty app, ESM', app: async () => 'empty.mjs', toFirstAnswer: false },
  {
    name: 'start-modules-cjs',
    title: '1,000 modules, CommonJS',
    app: () => modulesApp('cjs'),
    toFirstAnswer: false,
  },
  {
    name: 'start-modules-esm',
    title: '1,000 modules, ESM',
    app: () => modulesApp('esm'),
    toFirstAnswer: false,
  },
  {
    name: 'start-express',
    title: 'Express 5, to the first 200',
    app: async () => 'express.cjs',
    toFirstAnswer: true,
  },
];
