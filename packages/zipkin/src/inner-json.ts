/** JSON that stands in a text of Zipkin's: attributes of events and of links. */

const MAX_DEPTH = 64;

/** Undefined where it is no JSON, or is nested more deeply than whoever reads the value after us may be ready for. */
export function parsedJson(json: string): unknown {
  if (isDeep(json)) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Brackets in text are counted as well: a text with so many is then shown as it is. */
function isDeep(json: string): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const sign = json[at];
    if (sign === '[' || sign === '{') depth++;
    else if (sign === ']' || sign === '}') depth--;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}
