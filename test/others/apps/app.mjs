/** The same as ES module; WITH is its first import. */

if (process.env.WITH) await import(process.env.WITH);
const { default: serve } = await import('./serve.cjs');
serve(() => globalThis.end?.());
