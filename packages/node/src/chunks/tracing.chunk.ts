export { fetchHooks, subscribeFetch } from '@waymark/http';
export { tracing } from '../tracing/tracing.ts';
