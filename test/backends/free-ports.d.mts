export function freePorts(count: number): Promise<number[]>;
export function freePortFrom(wanted: number): Promise<number>;
export function freePortsFrom(wanted: readonly number[]): Promise<number[]>;
export function onFreePorts<T>(
  count: number,
  start: (ports: number[]) => Promise<T>,
  attempts?: number,
): Promise<T>;
