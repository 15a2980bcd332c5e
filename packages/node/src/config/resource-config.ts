/** OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES and which detectors run. */

import type { Attributes } from '@opentelemetry/api';
import type { EnvReader } from './env-reader.ts';

/** Those that only look at the process: they run at the start. Last comes what the user said. */
export const LOCAL_DETECTORS = ['host', 'os', 'process', 'serviceinstance', 'env'] as const;
/** Those that read files of the machine or ask the network: only when named, in the background. */
export const REMOTE_DETECTORS = ['container', 'aws', 'gcp', 'azure', 'alibaba'] as const;
export type LocalDetector = (typeof LOCAL_DETECTORS)[number];
export type RemoteDetector = (typeof REMOTE_DETECTORS)[number];
export type DetectorName = LocalDetector | RemoteDetector;
const DETECTORS = [...LOCAL_DETECTORS, ...REMOTE_DETECTORS, 'all', 'none'] as const;

export interface ResourceConfig {
  /** OTEL_SERVICE_NAME; wins over `service.name` in the attributes. */
  readonly serviceName: string | undefined;
  readonly attributes: Readonly<Attributes>;
  /** In the order in which they were named: a later one wins. */
  readonly detectors: readonly DetectorName[];
}

export function readResource(reader: EnvReader): ResourceConfig {
  return {
    serviceName: reader.text('OTEL_SERVICE_NAME'),
    attributes: readAttributes(reader),
    detectors: readDetectors(reader),
  };
}

export function isRemote(name: DetectorName): name is RemoteDetector {
  return REMOTE_DETECTORS.includes(name as RemoteDetector);
}

function readDetectors(reader: EnvReader): readonly DetectorName[] {
  const names = reader.list('OTEL_NODE_RESOURCE_DETECTORS', DETECTORS) ?? ['all'];
  if (names.includes('none')) return [];
  // `all` is not what asks a cloud's metadata service: on a laptop that is a second of refused connections for nothing.
  return [...new Set(names.flatMap((name) => (name === 'all' ? LOCAL_DETECTORS : (name as DetectorName))))];
}

/**
 * `key=value` pairs, percent-decoded (resource/sdk.md#specifying-resource-information-via-an-environment-variable).
 * One bad pair discards them all, as the specification says.
 */
function readAttributes(reader: EnvReader): Record<string, string> {
  const text = reader.text('OTEL_RESOURCE_ATTRIBUTES');
  if (text === undefined) return {};
  const attributes: Record<string, string> = {};
  for (const pair of text.split(',')) {
    if (pair.trim() === '') continue;
    const parsed = parsePair(pair);
    if (parsed === undefined) {
      reader.reject(
        'OTEL_RESOURCE_ATTRIBUTES',
        pair.trim(),
        'key=value pairs, percent-encoded, with commas between',
        'none of it',
      );
      return {};
    }
    attributes[parsed.key] = parsed.value;
  }
  return attributes;
}

/** One `key=value`, both percent-decoded; `undefined` when it is not one. */
export function parsePair(pair: string): { key: string; value: string } | undefined {
  const at = pair.indexOf('=');
  if (at < 1) return undefined;
  try {
    const key = decodeURIComponent(pair.slice(0, at).trim());
    return key === '' ? undefined : { key, value: decodeURIComponent(pair.slice(at + 1).trim()) };
  } catch {
    return undefined;
  }
}
