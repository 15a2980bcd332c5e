/** What the process is: the resource of all its telemetry. */

import { readFileSync } from 'node:fs';
import { hostname, release, type } from 'node:os';
import type { Attributes } from '@opentelemetry/api';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  type DetectorName,
  isRemote,
  type LocalDetector,
  type ResourceConfig,
} from '../config/resource-config.ts';
import type { StartOptions } from '../types.ts';
import { SDK_VERSION, VERSION } from '../version.ts';
import { GrowingResource } from './growing-resource.ts';
import { growInBackground } from './remote-detectors.ts';
import { namedBy, type SeenProcess, serviceAttributes } from './seen-process.ts';

/**
 * The resource for `config`, with what the application's code says on top. With cloud detectors it grows later.
 * @param redact takes out what is not to leave. @default nothing is
 */
export function resourceOf(
  config: ResourceConfig,
  options: StartOptions,
  seen: SeenProcess,
  redact: (attributes: Attributes) => Attributes = (attributes) => attributes,
): Resource {
  const attributes = redact({
    ...resourceAttributes(config, seen, randomUuid),
    ...options.resourceAttributes,
    ...namedBy(options),
  });
  const remote = config.detectors.filter(isRemote);
  if (remote.length === 0) return resourceFromAttributes(attributes);
  const resource = new GrowingResource(attributes, settledKeys(config, options), redact);
  growInBackground(resource, remote);
  return resource;
}

/** What a cloud's detectors do not change: what the user said, and by what backends tell services apart. */
function settledKeys(config: ResourceConfig, { resourceAttributes = {} }: StartOptions): Set<string> {
  const said = config.detectors.includes('env') ? Object.keys(config.attributes) : [];
  const identity = ['service.name', 'service.version', 'service.instance.id'];
  return new Set([...said, ...Object.keys(resourceAttributes), ...identity]);
}

/**
 * Attributes in the specification's order of precedence: OTEL_SERVICE_NAME, then what was detected, the later over the
 * earlier (OTEL_RESOURCE_ATTRIBUTES is the detector `env`), then the default `unknown_service:node`.
 * @param instanceId gives `service.instance.id`; called only when that is wanted
 */
export function resourceAttributes(
  config: ResourceConfig,
  seen: SeenProcess,
  instanceId: () => string,
): Attributes {
  const attributes = serviceAttributes(seen);
  for (const name of config.detectors) {
    if (name === 'env') Object.assign(attributes, config.attributes);
    else if (isLocal(name)) Object.assign(attributes, DETECT[name](seen, instanceId));
  }
  return {
    ...attributes,
    ...namedBy(config),
    'telemetry.sdk.language': 'nodejs',
    'telemetry.sdk.name': 'opentelemetry',
    'telemetry.sdk.version': SDK_VERSION,
    'telemetry.distro.name': 'waymark',
    'telemetry.distro.version': VERSION,
  };
}

function isLocal(name: DetectorName): name is keyof typeof DETECT {
  return Object.hasOwn(DETECT, name);
}

type Detect = (seen: SeenProcess, instanceId: () => string) => Attributes;

const DETECT: Record<Exclude<LocalDetector, 'env'>, Detect> = {
  host: () => ({
    'host.name': hostname(),
    'host.arch': HOST_ARCH[process.arch] ?? process.arch,
    ...machineId(),
  }),
  os: () => ({ 'os.type': OS_TYPE[type()] ?? type().toLowerCase(), 'os.version': release() }),
  process: ({ script, title }) => ({
    'process.pid': process.pid,
    'process.executable.name': title,
    'process.executable.path': process.execPath,
    'process.runtime.name': 'nodejs',
    'process.runtime.version': process.versions.node,
    'process.runtime.description': 'Node.js',
    // Deliberately no process.command_args and no process.owner, which upstream sends: RATIONALE.md.
    ...(script === undefined ? {} : { 'process.command': script }),
  }),
  serviceinstance: (_seen, instanceId) => ({ 'service.instance.id': instanceId() }),
};

/** Where Linux keeps it. Elsewhere upstream runs a program to learn it, which a start does not. */
function machineId(): Attributes {
  if (process.platform !== 'linux') return {};
  for (const path of ['/etc/machine-id', '/var/lib/dbus/machine-id']) {
    try {
      return { 'host.id': readFileSync(path, 'utf8').trim() };
    } catch {}
  }
  return {};
}

/** Node's names to the registry's (resource/host.md, resource/os.md) where they differ. */
const HOST_ARCH: Record<string, string> = { x64: 'amd64', arm: 'arm32', ppc: 'ppc32' };
const OS_TYPE: Record<string, string> = { Windows_NT: 'windows', SunOS: 'solaris' };

/** A version 4 UUID. From `Math.random`, since `node:crypto` would cost the start 3 to 4 ms: it names, it guards nothing. */
function randomUuid(): string {
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replaceAll(/[xy]/g, (letter) => {
    const digit = Math.floor(Math.random() * 16);
    return (letter === 'x' ? digit : (digit & 0x3) | 0x8).toString(16);
  });
}
