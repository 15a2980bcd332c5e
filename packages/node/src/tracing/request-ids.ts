/** The shape of request ids that are derived, in either engine. */

import { type RequestIdFormat, setRequestIdFormat } from '@waymark/propagation';
import { type IdGenerator, UuidV7IdGenerator } from '@waymark/tracing';
import type { WaymarkConfig } from '../config/config.ts';
import type { StartOptions } from '../types.ts';

/**
 * Sets the shape for the process, where somebody asked for one.
 * @returns what begins traces whose ids have that shape, if it is not any
 */
export function idsByFormat(
  { requestIds, requestIdFormat }: WaymarkConfig,
  options: StartOptions,
): IdGenerator | undefined {
  const format: RequestIdFormat | undefined = options.requestIdFormat ?? requestIdFormat;
  if (!requestIds || format === undefined) return undefined;
  setRequestIdFormat(format);
  return format === 'uuidv7' ? new UuidV7IdGenerator() : undefined;
}
