/** Whom to trust and whom to tell, where that is not everybody. */

export { InjectGuard, Outbound, sign, targetPath, verify } from '@waymark/propagation';
