export { httpPatches, ignoredRequests } from '@waymark/http';
