export { httpHooks, httpPatches, ignoredRequests } from '@waymark/http';
