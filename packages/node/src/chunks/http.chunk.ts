export { httpPatches, subscribeFetch } from '@waymark/http';
