/** The application; WITH is loaded by its first line. */

if (process.env.WITH) require(process.env.WITH);
require('./serve.cjs')(() => globalThis.end?.());
