export interface ProcessEnd {
  code?: number;
  signal?: NodeJS.Signals;
  error?: Error;
}
export interface ServerProcess {
  pid: number | undefined;
  output(): string;
  exited: Promise<ProcessEnd>;
  waitUntil<T>(check: () => T | Promise<T>, timeoutMs?: number): Promise<T>;
  waitForLine(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>;
  stop(signal?: NodeJS.Signals): Promise<ProcessEnd>;
}
export function startServerProcess(
  name: string,
  options: {
    command: string;
    args?: string[];
    env?: NodeJS.ProcessEnv;
    cwd?: string;
    uid?: number;
    gid?: number;
    onLine?: (line: string) => void;
  },
): ServerProcess;
export function askedToStop(): Promise<void>;
