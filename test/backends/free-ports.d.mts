export function freePorts(count: number): Promise<number[]>;
export function freePortFrom(wanted: number): Promise<number>;
