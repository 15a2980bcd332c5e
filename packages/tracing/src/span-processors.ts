/**
 * All processors as one, none of which can hurt the app or another: what a processor throws is caught, and said
 * once for each processor and method.
 */
import { type Context, diag } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';

type Method = 'onStart' | 'onEnding' | 'onEnd' | 'forceFlush' | 'shutdown';

export class SpanProcessors implements SpanProcessor {
  private readonly processors: SpanProcessor[];
  private readonly reported = new Set<string>();

  constructor(processors: readonly SpanProcessor[]) {
    this.processors = [...processors];
  }

  /** Behind the others, for spans that start from now on. */
  add(processor: SpanProcessor): void {
    this.processors.push(processor);
  }

  onStart(span: Span, parentContext: Context): void {
    const processors = this.processors;
    for (let i = 0; i < processors.length; i++) {
      try {
        processors[i]!.onStart(span, parentContext);
      } catch (error) {
        this.report(processors[i]!, 'onStart', error);
      }
    }
  }

  onEnding(span: Span): void {
    const processors = this.processors;
    for (let i = 0; i < processors.length; i++) {
      try {
        processors[i]!.onEnding?.(span);
      } catch (error) {
        this.report(processors[i]!, 'onEnding', error);
      }
    }
  }

  onEnd(span: ReadableSpan): void {
    const processors = this.processors;
    for (let i = 0; i < processors.length; i++) {
      try {
        processors[i]!.onEnd(span);
      } catch (error) {
        this.report(processors[i]!, 'onEnd', error);
      }
    }
  }

  /** Resolves when all have settled; never rejects. */
  forceFlush(): Promise<void> {
    return this.settle('forceFlush');
  }

  /** Resolves when all have settled; never rejects. */
  shutdown(): Promise<void> {
    return this.settle('shutdown');
  }

  private async settle(method: 'forceFlush' | 'shutdown'): Promise<void> {
    const settled = this.processors.map(async (processor) => {
      try {
        await processor[method]();
      } catch (error) {
        this.report(processor, method, error);
      }
    });
    await Promise.all(settled);
  }

  private report(processor: SpanProcessor, method: Method, error: unknown): void {
    const key = `${this.processors.indexOf(processor)} ${method}`;
    if (this.reported.has(key)) return;
    this.reported.add(key);
    diag.error(`Span processor ${processor.constructor?.name} failed in ${method}; said once`, error);
  }
}
