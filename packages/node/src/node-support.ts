/** Which Nodes there is `module.registerHooks` on, in a line that is supported. */

/** 22.15 and later of 22; 24 and later. register.cjs has the same rule, and a test holds the two together. */
export function isSupportedNode(version: string): boolean {
  const [major, minor] = version.split('.').map(Number) as [number, number];
  return major === 22 ? minor >= 15 : major >= 24;
}
