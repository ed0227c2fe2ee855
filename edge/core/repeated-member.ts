/** Finds what JSON.parse hides: a member name that stands twice in the outermost object (RFC 8259 section 4). */

const STRING_OR_STRUCTURE = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;

/** Tells whether the outermost object of a JSON text names a member twice, escapes resolved. */
export function hasRepeatedMember(json: string): boolean {
  const seen = new Set<string>();
  let depth = 0;
  let previous = '';
  for (const [part] of json.matchAll(STRING_OR_STRUCTURE)) {
    if (part === '{' || part === '[') depth += 1;
    else if (part === '}' || part === ']') depth -= 1;
    else if (part === ':' && depth === 1) {
      const name = resolveEscapes(previous);
      if (seen.has(name)) return true;
      seen.add(name);
    }
    previous = part;
  }
  return false;
}

function resolveEscapes(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}
