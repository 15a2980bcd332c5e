export interface ComposeProject {
  services: Record<string, ComposeService>;
}
export interface ComposeService {
  image: string;
  environment: Record<string, string | null>;
  ports?: { host_ip?: string; target: number; published: string }[];
  volumes?: { type: string; source: string; target: string; read_only?: boolean }[];
}
/** A section, plugin or setting: its name, and what stands in it. */
export type LogstashPart = [name: string, content: (LogstashPart | string | number | boolean)[]];
export function skipWithoutCompose(env?: NodeJS.ProcessEnv): string | false;
export function skipWithoutLogstashParser(env?: NodeJS.ProcessEnv): string | false;
export function prepareCheckers(options?: { log?: (line: string) => void }): Promise<void>;
export function composeProject(files: string[], env?: Record<string, string>): Promise<ComposeProject>;
export function logstashPipelines(files: string[]): Promise<LogstashPart[][]>;
