export { logPatches } from '@waymark/logs';
