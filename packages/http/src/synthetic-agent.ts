/** `user_agent.synthetic.type`: whether a user agent is a bot or a test, as upstream tells them. */
const BOTS = /googlebot|bingbot/i;
const TESTS = /alwayson/i;

export function syntheticType(userAgent: string): 'bot' | 'test' | undefined {
  if (TESTS.test(userAgent)) return 'test';
  return BOTS.test(userAgent) ? 'bot' : undefined;
}
