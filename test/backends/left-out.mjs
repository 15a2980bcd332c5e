/** Tests that are left out where what they need is not to be had. Plain JavaScript for Node 20. */

/** What a test passes as `skip`: the reason. Throws it under WAYMARK_REQUIRE_BACKENDS=1. */
export function leftOut(reason, env) {
  if (env.WAYMARK_REQUIRE_BACKENDS === '1') throw new Error(`WAYMARK_REQUIRE_BACKENDS=1, but ${reason}`);
  return reason;
}
