export { nestPatches } from '@waymark/instrumentations';
