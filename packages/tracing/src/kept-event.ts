/** Events as a span keeps them, for as long as nobody asks for them. */
import type { TimedEvent } from '@opentelemetry/sdk-trace';

export interface KeptEvent extends TimedEvent {
  /** For whoever looks for secrets, and nobody else: who found that there are none. */
  readonly judged?: unknown;
}

/** The event as everybody may have it, and change it: nothing is known of that one. */
export function shown(event: KeptEvent): TimedEvent {
  if (!('judged' in event)) return event;
  const { judged: _, ...plain } = event;
  return plain;
}
