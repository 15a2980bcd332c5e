export { moreLogPatches, patchDebuglog } from '@waymark/logs';
