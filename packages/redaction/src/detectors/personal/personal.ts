/** Personal data, which only the user knows to be wanted or not: each detector runs where it was asked for. */

import type { Detect } from '../finding.ts';
import { redactEmails } from './email.ts';
import { redactAddresses } from './ip-address.ts';
import { redactNationalIds } from './national-id.ts';
import { redactPhones } from './phone.ts';

export type OptInDetector = 'email' | 'phone' | 'ip' | 'national-id';

/** In the order in which they run: what has a form of its own before what is mere digits. */
const detectors: readonly (readonly [OptInDetector, Detect])[] = [
  ['email', redactEmails],
  ['ip', redactAddresses],
  ['national-id', redactNationalIds],
  ['phone', redactPhones],
];

export function personalDetectors(wanted: readonly OptInDetector[]): readonly Detect[] {
  return detectors.filter(([name]) => wanted.includes(name)).map(([, detector]) => detector);
}
