/** Sentry, which traces with a `TRACES` of 1, and only reports errors without. */

const Sentry = require('@sentry/node');

const rate = process.env.TRACES === undefined ? {} : { tracesSampleRate: Number(process.env.TRACES) };
Sentry.init({ dsn: `http://key@${new URL(process.env.THEIRS).host}/1`, ...rate });
globalThis.end = () => {
  if (process.env.TRACES === undefined) Sentry.captureException(new Error('told to Sentry'));
  return Sentry.flush(2000);
};
