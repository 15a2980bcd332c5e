/** The name of the service, for others to read in `X-Service-Name`. */

import { serviceNameValue } from '@waymark/propagation';
import { report } from '../report.ts';

/** Variables of which a line was written: HTTP/1 and HTTP/2 ask one after the other. */
const refused = new Set<string>();

/**
 * @param variable what asks for the header
 * @returns `undefined` for a name that no header can have, which costs one line
 */
export function toldName(name: unknown, variable: string): string | undefined {
  const value = serviceNameValue(name);
  if (value === undefined && !refused.has(variable)) {
    refused.add(variable);
    report(
      `${variable}: the service.name ${JSON.stringify(name)} is no value of X-Service-Name: it takes 255 characters of visible ` +
        'ASCII without spaces; it is left out',
    );
  }
  return value;
}
