export { frameworkPatches } from '@waymark/instrumentations';
