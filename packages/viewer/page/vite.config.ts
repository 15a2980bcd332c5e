/** The viewer's page: static files, which the viewer serves from `dist/page`. */

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // For who works on the page: a viewer that runs beside Vite's server answers. It compares `Host` with `Origin`.
  server: { proxy: { '/api': { target: 'http://127.0.0.1:4318', changeOrigin: false } } },
  build: {
    outDir: fileURLToPath(new URL('../dist/page', import.meta.url)),
    emptyOutDir: true,
    // The page's policy allows nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
  },
});
