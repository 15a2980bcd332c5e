/** What a start looks at of its process: the start line tells it, and the application may change it later. */

import type { Attributes } from '@opentelemetry/api';
import type { ResourceConfig } from '../config/resource-config.ts';
import { mainScript } from '../main-script.ts';
import type { StartOptions } from '../types.ts';
import type { ServicePackage } from './service-package.ts';
import { processService } from './worker-service.ts';

export interface SeenProcess {
  /** Of the application's package.json. */
  readonly service: ServicePackage;
  readonly script: string | undefined;
  readonly title: string;
}

export function seenProcess(): SeenProcess {
  return { service: processService(), script: mainScript(), title: process.title };
}

/** Name and version of the service, in the order of precedence by which the whole resource is made. */
export function serviceOf(config: ResourceConfig, options: StartOptions, seen: SeenProcess): Attributes {
  return {
    ...serviceAttributes(seen),
    ...(config.detectors.includes('env') ? config.attributes : {}),
    ...namedBy(config),
    ...options.resourceAttributes,
    ...namedBy(options),
  };
}

/** Nobody's word yet: by what package.json says. */
export function serviceAttributes({ service: { name, version } }: SeenProcess): Attributes {
  return {
    'service.name': name ?? 'unknown_service:node',
    ...(version === undefined ? {} : { 'service.version': version }),
  };
}

/** OTEL_SERVICE_NAME, or what code says. */
export function namedBy({ serviceName }: { readonly serviceName?: string | undefined }): Attributes {
  return serviceName === undefined ? {} : { 'service.name': serviceName };
}
