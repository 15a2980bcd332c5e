/** Whom to trust and whom to tell, where that is not everybody. */

export { sign, targetPath, verify } from '@waymark/propagation';
