/** Which service a resource is of. */

import type { OtlpResource } from '@waymark/otlp';
import { valueText } from './value-text.ts';

/** `service.name`, of several the last; else what the specification calls a service without a name. */
export function serviceOf({ attributes }: OtlpResource): string {
  const name = attributes.findLast(({ key }) => key === 'service.name');
  return (name && valueText(name.value)) || 'unknown_service';
}
