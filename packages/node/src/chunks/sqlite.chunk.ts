export { sqlitePatches } from '@waymark/instrumentations';
