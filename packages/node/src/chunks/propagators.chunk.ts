/** Propagators that OTEL_PROPAGATORS may name beside the usual ones, and the sampler that follows what only they bring. */

export { decidingSampler, formatFor } from '@waymark/propagation';
