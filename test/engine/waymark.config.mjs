// Loads what it configures: the options are known only after it has.
import 'node:http';

export default {
  ignoreIncoming: '/orders/8',
  instrumentationOptions: {
    http: { requestHook: (span) => span.setAttribute('from.module', true) },
  },
};
