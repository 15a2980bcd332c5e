/** Whom to trust and whom to tell, where that is not everybody. */

export { ClaimLinks, guardInbound, InboundPolicy, InjectGuard, Outbound } from '@waymark/propagation';
