export { httpPatches } from '@waymark/http';
