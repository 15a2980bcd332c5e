/** IPv4 addresses that were sent as a number. */

import type { OtlpAnyValue } from '@waymark/otlp';

const KEYS = new Set(['ip', 'peer.ipv4']);

/** `8.8.8.8` for the attribute `ip` with the number 134744072; undefined for any other attribute or value. */
export function dottedAddress(key: string, { intValue, doubleValue }: OtlpAnyValue): string | undefined {
  if (!KEYS.has(key) || (intValue === undefined && doubleValue === undefined)) return undefined;
  const number = intValue === undefined ? BigInt(Math.trunc(Number(doubleValue)) || 0) : BigInt(intValue);
  return [24n, 16n, 8n, 0n].map((shift) => (number >> shift) & 255n).join('.');
}

/** Attributes of the SDK, which belong to the process wherever they were set. */
export const LIBRARY_KEYS = new Set([
  'telemetry.sdk.language',
  'telemetry.sdk.name',
  'telemetry.sdk.version',
  'telemetry.distro.name',
  'telemetry.distro.version',
]);
