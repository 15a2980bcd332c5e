/** The caller's name in a header. */

export const SERVICE_NAME_HEADER = 'x-service-name';

/**
 * Visible ASCII of a bearable length, or nothing: names of services are free text, and what came as a header may be two that
 * Node has joined by a comma and a space, or a list.
 */
export function serviceNameValue(name: unknown): string | undefined {
  return typeof name === 'string' && name.length <= 255 && /^[\x21-\x7e]+$/.test(name) ? name : undefined;
}
