/** An instrumentation of what Waymark instruments itself, with an option that would show. */

import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';

export default {
  instrumentations: [
    new HttpInstrumentation({ requestHook: (span) => span.setAttribute('from', 'the given one') }),
  ],
  instrumentationOptions: process.env.OFF ? { [process.env.OFF]: { enabled: false } } : {},
};
