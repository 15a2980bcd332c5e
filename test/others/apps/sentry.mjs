/** Sentry's build for ES modules, see sentry.cjs. */

import * as Sentry from '@sentry/node';

Sentry.init({ dsn: `http://key@${new URL(process.env.THEIRS).host}/1`, tracesSampleRate: 1 });
globalThis.end = () => Sentry.flush(2000);
