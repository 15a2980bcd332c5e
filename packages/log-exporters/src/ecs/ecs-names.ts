/**
 * What OpenTelemetry's semantic conventions and the Elastic Common Schema have two names for, or one and the same. Names that
 * are not here become labels.
 */

/** Whether a field takes text or numbers: one of another type would be a conflict in the index. */
export type EcsType = 'text' | 'number';

export interface EcsField {
  /** `service.node.name`, taken apart. */
  readonly path: readonly string[];
  readonly type: EcsType;
}

/** Where ECS means the same by another name. */
const RENAMED: Record<string, string> = {
  // service.*, resource/service.md
  'service.instance.id': 'service.node.name',
  'deployment.environment.name': 'service.environment',
  'deployment.environment': 'service.environment',
  // Of what made the record. agent.name is made of several: ecs-document.ts.
  'telemetry.distro.version': 'agent.version',
  // resource/host.md, os.md
  'host.arch': 'host.architecture',
  'os.name': 'host.os.name',
  'os.version': 'host.os.version',
  'os.description': 'host.os.full',
  // resource/process.md
  'process.executable.name': 'process.name',
  'process.executable.path': 'process.executable',
  'process.command_args': 'process.args',
  'thread.name': 'process.thread.name',
  // resource/container.md, k8s.md: the last as Elastic's own agents name them
  'container.image.tags': 'container.image.tag',
  'k8s.namespace.name': 'kubernetes.namespace',
  'k8s.node.name': 'kubernetes.node.name',
  'k8s.pod.name': 'kubernetes.pod.name',
  'k8s.pod.uid': 'kubernetes.pod.uid',
  'k8s.deployment.name': 'kubernetes.deployment.name',
  'k8s.container.name': 'kubernetes.container.name',
  'k8s.cluster.name': 'orchestrator.cluster.name',
  // resource/cloud.md
  'cloud.platform': 'cloud.service.name',
  'cloud.resource_id': 'cloud.instance.id',
  // exceptions/exceptions-logs.md
  'exception.type': 'error.type',
  'exception.message': 'error.message',
  'exception.stacktrace': 'error.stack_trace',
  'network.protocol.name': 'network.protocol',
  // general/logs.md, code.md
  'logger.name': 'log.logger',
  'log.file.path': 'log.file.path',
  'code.function.name': 'log.origin.function',
  'code.file.path': 'log.origin.file.name',
};

const RENAMED_NUMBERS: Record<string, string> = {
  'code.line.number': 'log.origin.file.line',
  'http.request.body.size': 'http.request.body.bytes',
  'http.response.body.size': 'http.response.body.bytes',
  'thread.id': 'process.thread.id',
};

/** Both have the same name for it. */
const SHARED = [
  'service.name',
  'service.version',
  'host.id',
  'host.mac',
  'host.name',
  'host.type',
  'device.id',
  'device.manufacturer',
  'device.model.identifier',
  'device.model.name',
  'process.command_line',
  'process.title',
  'process.user.id',
  'process.user.name',
  'process.working_directory',
  'container.id',
  'container.name',
  'container.image.name',
  'container.runtime',
  'cloud.account.id',
  'cloud.availability_zone',
  'cloud.provider',
  'cloud.region',
  'faas.name',
  'faas.version',
  'http.request.id',
  'http.request.method',
  'file.directory',
  'file.extension',
  'file.name',
  'file.path',
  'network.transport',
  'network.type',
  'url.domain',
  'url.extension',
  'url.fragment',
  'url.full',
  'url.original',
  'url.path',
  'url.query',
  'url.registered_domain',
  'url.scheme',
  'url.subdomain',
  'url.top_level_domain',
  'user_agent.name',
  'user_agent.original',
  'user_agent.os.name',
  'user_agent.os.version',
  'user_agent.version',
  'client.address',
  'server.address',
  'source.address',
  'destination.address',
  'error.message',
  'error.type',
  'user.email',
  'user.full_name',
  'user.hash',
  'user.id',
  'user.name',
  'user.roles',
];

const SHARED_NUMBERS = [
  'process.pid',
  'file.size',
  'url.port',
  'http.response.status_code',
  'client.port',
  'server.port',
  'source.port',
  'destination.port',
];

/** By the attribute's name. */
export const ECS_FIELDS: ReadonlyMap<string, EcsField> = new Map([
  ...entriesOf(Object.entries(RENAMED), 'text'),
  ...entriesOf(Object.entries(RENAMED_NUMBERS), 'number'),
  ...entriesOf(
    SHARED.map((name) => [name, name] as const),
    'text',
  ),
  ...entriesOf(
    SHARED_NUMBERS.map((name) => [name, name] as const),
    'number',
  ),
]);

function entriesOf(names: readonly (readonly [string, string])[], type: EcsType): [string, EcsField][] {
  return names.map(([name, path]) => [name, { path: path.split('.'), type }]);
}

/** Attributes that give their field only where the other one is absent: an exception says more than `error.type` does. */
export const ECS_PREFERRED: Readonly<Record<string, string>> = {
  'error.type': 'exception.type',
  'error.message': 'exception.message',
};

/** `os.type` by ECS's list of `host.os.type`; it has none for the others. */
export const ECS_OS_TYPES: Readonly<Record<string, string>> = {
  linux: 'linux',
  windows: 'windows',
  darwin: 'macos',
  aix: 'unix',
  dragonflybsd: 'unix',
  freebsd: 'unix',
  hpux: 'unix',
  netbsd: 'unix',
  openbsd: 'unix',
  solaris: 'unix',
  zos: 'unix',
};
