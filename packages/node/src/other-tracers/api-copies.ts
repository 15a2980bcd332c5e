/**
 * Copies of `@opentelemetry/api` in one process meet in a global object, and each checks the `version` there: a copy with a
 * higher minor would see no SDK at all. So the version follows the highest copy that the application loads; lower ones accept that.
 */

import type { ModulePatch } from '@waymark/hooks';

/** Where copies of the API with this major version meet. */
export const API_KEY: unique symbol = Symbol.for('opentelemetry.js.api.1');
const scope = globalThis as { [API_KEY]?: { version: string } };

export const followApiCopies: ModulePatch = {
  module: '@opentelemetry/api',
  // To be told of the ES module as well; it is left as it is.
  esm: [],
  patch(exports, { version }) {
    const shared = scope[API_KEY];
    if (shared && version !== undefined && isHigher(version, shared.version)) shared.version = version;
    return exports;
  },
};

function isHigher(version: string, than: string): boolean {
  const numbers = (text: string) => text.split('.').map(Number.parseFloat) as [number, number, number];
  const [a, b] = [numbers(version), numbers(than)];
  return a[0] === b[0] && (a[1] - b[1] || a[2] - b[2]) > 0;
}
