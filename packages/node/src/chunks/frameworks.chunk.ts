export { frameworkPatches, subscribeFastify } from '@waymark/instrumentations';
