/** A propagator that takes over from trusted carriers alone. */
import {
  type Context,
  context,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
} from '@opentelemetry/api';
import { extractClaim, isClaimed } from './claimed-parent.ts';
import { grpcVerdict } from './grpc-verdict.ts';
import type { InboundPolicy } from './inbound-trust.ts';

/** For registering in the place of `propagator`: instrumentations and applications that extract get no more than they may. */
export class InboundGuard implements TextMapPropagator {
  readonly #propagator: TextMapPropagator;
  readonly #trusts: (carrier: unknown) => boolean;

  /** @param trusts whether to take over from a carrier; does not throw */
  constructor(propagator: TextMapPropagator, trusts: (carrier: unknown) => boolean) {
    this.#propagator = propagator;
    this.#trusts = trusts;
  }

  /** All that the carrier brings, or of one that is not trusted the claimed parent, apart. */
  extract<C>(context: Context, carrier: C, getter: TextMapGetter<C>): Context {
    const propagator = this.#propagator;
    if (!this.#trusts(carrier)) return extractClaim(propagator, context, carrier, getter);
    const extracted = propagator.extract(context, carrier, getter);
    // A copy of what came with the request that is served here, in whatever shape.
    return isClaimed(extracted) ? extractClaim(propagator, context, carrier, getter) : extracted;
  }

  inject<C>(context: Context, carrier: C, setter: TextMapSetter<C>): void {
    this.#propagator.inject(context, carrier, setter);
  }

  fields(): string[] {
    return this.#propagator.fields();
  }
}

/** Around `propagator`, by what a policy finds of each carrier. */
export function guardInbound(propagator: TextMapPropagator, policy: InboundPolicy): TextMapPropagator {
  return new InboundGuard(propagator, (carrier) =>
    policy.trustsCarrier(carrier, grpcVerdict(context.active())),
  );
}
