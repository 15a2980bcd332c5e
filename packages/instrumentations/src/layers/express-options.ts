/** The options of upstream's `ExpressInstrumentationConfig`. */

import { diag, type Span } from '@opentelemetry/api';
import type { Description, LayerType } from './express-layer.ts';

type Pattern = string | RegExp | ((name: string) => boolean);

export interface ExpressOptions {
  ignoreLayers?: unknown;
  ignoreLayersType?: unknown;
  requestHook?: unknown;
  spanNameHook?: unknown;
}

/** What hooks are told of. */
interface LayerInfo {
  readonly request: unknown;
  readonly layerType: LayerType;
  readonly route: string;
}

export function isIgnored(
  { name, type }: Description,
  { ignoreLayers, ignoreLayersType }: ExpressOptions,
): boolean {
  if (Array.isArray(ignoreLayersType) && ignoreLayersType.includes(type)) return true;
  if (!Array.isArray(ignoreLayers)) return false;
  try {
    return ignoreLayers.some((pattern: Pattern) => fits(name, pattern));
  } catch {
    return false;
  }
}

function fits(name: string, pattern: Pattern): boolean {
  if (typeof pattern === 'string') return pattern === name;
  return pattern instanceof RegExp ? pattern.test(name) : pattern(name);
}

export function spanNameOf(
  description: Description,
  request: unknown,
  { spanNameHook }: ExpressOptions,
): string {
  if (typeof spanNameHook !== 'function') return description.name;
  try {
    return spanNameHook(infoOf(description, request), description.name) ?? description.name;
  } catch (error) {
    diag.error('express instrumentation: error calling span name rewrite hook', error);
    return description.name;
  }
}

export function callRequestHook(
  span: Span,
  description: Description,
  request: unknown,
  { requestHook }: ExpressOptions,
): void {
  if (typeof requestHook !== 'function') return;
  try {
    requestHook(span, infoOf(description, request));
  } catch (error) {
    diag.error('express instrumentation: request hook failed', error);
  }
}

function infoOf({ type, constructed }: Description, request: unknown): LayerInfo {
  return { request, layerType: type, route: constructed };
}
