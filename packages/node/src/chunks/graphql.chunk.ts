export { graphqlPatches } from '@waymark/instrumentations';
