/**
 * AWS X-Ray's header (https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader).
 *
 * A load balancer sends `Root` alone where a trace begins with it. That is an id, and no parent: a trace of ours begins,
 * and the id may be the request's (see the request id's aliases).
 */
import type { Context, SpanContext, TextMapGetter, TextMapSetter } from '@opentelemetry/api';
import { carriedText } from '../carried-text.ts';
import { parentOf } from './ids.ts';
import { type Caller, type Sampling, samplingOf } from './sampling.ts';
import { SpanFormat } from './span-format.ts';

const HEADER = 'x-amzn-trace-id';
/** Lambda adds `Lineage`, load balancers `Self`, applications what they like. */
const MAX_LENGTH = 1024;

/** Version, epoch and the rest of the id. */
const ROOT = /^1-([\da-f]{8})-([\da-f]{24})$/i;
const PARENT = /^[\da-f]{16}$/i;
/** The question mark asks for the decision. */
const SAMPLED: Record<string, Sampling> = { '0': 'deny', '1': 'accept', '?': 'defer' };

export class XRayPropagator extends SpanFormat {
  injectKnown<C>(context: Context, span: SpanContext, carrier: C, setter: TextMapSetter<C>): void {
    const { traceId, spanId } = span;
    const sampling = samplingOf(context, span);
    const root = `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};Parent=${spanId}`;
    setter.set(carrier, HEADER, `${root};Sampled=${sampledOf(sampling)}`);
  }

  fields(): string[] {
    return [HEADER];
  }

  protected read<C>(carrier: C, getter: TextMapGetter<C>): Caller | undefined {
    const header = carriedText(carrier, getter, HEADER);
    return header === undefined || header.length > MAX_LENGTH ? undefined : parseTraceHeader(header);
  }
}

/** `undefined` also for what comes twice. */
function parseTraceHeader(header: string): Caller | undefined {
  const parts = new Map<string, string>();
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    if (at === -1) continue;
    const key = part.slice(0, at).trim().toLowerCase();
    if (key !== 'root' && key !== 'parent' && key !== 'sampled') continue;
    if (parts.has(key)) return undefined;
    parts.set(key, part.slice(at + 1).trim());
  }
  return callerFrom(parts.get('root'), parts.get('parent'), parts.get('sampled') ?? '?');
}

function callerFrom(root = '', parentId = '', sampled: string): Caller | undefined {
  const sampling = Object.hasOwn(SAMPLED, sampled) ? SAMPLED[sampled] : undefined;
  const [, epoch, rest] = ROOT.exec(root) ?? [];
  if (sampling === undefined || epoch === undefined || rest === undefined || !PARENT.test(parentId))
    return undefined;
  const parent = parentOf(epoch + rest, parentId, sampling);
  return parent && { parent, sampling };
}

function sampledOf(sampling: Sampling): string {
  if (sampling === 'defer') return '?';
  return sampling === 'deny' ? '0' : '1';
}
