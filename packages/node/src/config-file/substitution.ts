/** `${VAR}` in the configuration file (configuration/data-model.md#environment-variable-substitution). */

import type { Environment } from '../config/env-reader.ts';

/** An escaped dollar sign, or a reference with whatever stands between its braces. */
const REFERENCE = /\$\$|\$\{([^}]*)\}/g;
const INNER = /^(?:env:)?([a-zA-Z_][a-zA-Z0-9_]*)(?::-([^\n]*))?$/;

/** What may stand between the braces, for whoever wrote something else. */
export const SUBSTITUTION = `\${NAME}, \${env:NAME} or \${NAME:-default}, and $$ for a dollar sign`;

/**
 * The text with its references replaced, once: what a variable holds is not looked at again. An unset or empty
 * variable gives its default, or nothing. `undefined` when a reference is not well formed.
 */
export function substitute(text: string, env: Environment): string | undefined {
  let isValid = true;
  const result = text.replaceAll(REFERENCE, (_reference, inner?: string) => {
    if (inner === undefined) return '$';
    const [, name, fallback = ''] = inner.match(INNER) ?? [];
    isValid &&= name !== undefined;
    return env[name ?? ''] || fallback;
  });
  return isValid ? result : undefined;
}

/** Those of them that bring nothing: not set, empty, and without a default. */
export function unsetIn(text: string, env: Environment): string[] {
  const found = [...text.matchAll(REFERENCE)].map(([, between]) => between?.match(INNER));
  return found.flatMap((match) => (match?.[1] && !match[2] && !env[match[1]] ? [match[1]] : []));
}

/** The variables that the text refers to. */
export function referencesOf(text: string): string[] {
  const inner = [...text.matchAll(REFERENCE)].map(([, between]) => between?.match(INNER)?.[1]);
  return inner.filter((name) => name !== undefined);
}
