/** Versions, as package.json states them; the build puts the values in place of the import. */

import own from '../package.json' with { type: 'json' };

export const VERSION: string = own.version;
/** Of the OpenTelemetry SDK whose interfaces and semantics this is. */
export const SDK_VERSION: string = own.devDependencies['@opentelemetry/core'];
