/** The shape of request ids that are derived, in either engine. */

import { parseRequestId, type RequestIdFormat, setRequestIdFormat } from '@waymark/propagation';
import { type IdGenerator, UuidV7IdGenerator } from '@waymark/tracing';
import type { WaymarkConfig } from '../config/config.ts';
import { messageOf, report } from '../report.ts';
import type { StartOptions } from '../types.ts';

export interface IdsByFormat {
  /** Begins traces whose ids have the shape, if it is not any that will do. */
  readonly idGenerator: IdGenerator | undefined;
  /** Gives the process back the shape that it had before. */
  release(): void;
}

const AS_BEFORE: IdsByFormat = { idGenerator: undefined, release() {} };

/** Sets the shape for the process, where somebody asked for one. */
export function idsByFormat(
  { requestIds, requestIdFormat }: WaymarkConfig,
  options: StartOptions,
): IdsByFormat {
  const format: RequestIdFormat | undefined = options.requestIdFormat ?? requestIdFormat;
  if (!requestIds || format === undefined) return AS_BEFORE;
  const release = setRequestIdFormat(typeof format === 'function' ? telling(format) : format);
  return { idGenerator: format === 'uuidv7' ? new UuidV7IdGenerator() : undefined, release };
}

/** The same function, which tells once of what it throws, and of what is no id. `undefined` leaves it to the trace id. */
function telling(format: Exclude<RequestIdFormat, string>): RequestIdFormat {
  let isTold = false;
  const tell = (fault: string) => {
    if (!isTold) report(`requestIdFormat ${fault}; the trace id stands in`);
    isTold = true;
  };
  return (context) => {
    try {
      const id = format(context);
      if (id !== undefined && parseRequestId(id, Number.POSITIVE_INFINITY) === undefined)
        tell('returned what is no id: it takes up to 255 letters, digits and ._~+/=:#@-');
      return id;
    } catch (error) {
      tell(`failed: ${messageOf(error)}`);
      return undefined;
    }
  };
}
