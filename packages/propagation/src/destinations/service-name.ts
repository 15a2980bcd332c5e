/** The caller's name in a header. */

export const SERVICE_NAME_HEADER = 'x-service-name';

/** Visible ASCII of a bearable length, or nothing: names of services are free text. */
export function serviceNameValue(name: string | undefined): string | undefined {
  return name !== undefined && name.length <= 255 && /^[\x21-\x7e]+$/.test(name) ? name : undefined;
}
