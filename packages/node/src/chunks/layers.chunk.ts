export { layerPatches } from '@waymark/instrumentations';
