/**
 * Takes out of oauth4webapi what its errors say in English: half a page that no screen shows; and what they hand on of what was
 * read and expected. Each keeps its class and its code, by which the session judges it and a developer finds its line; a refusal of the issuer
 * keeps what the issuer said.
 */

const ERRORS =
  /\b(CodedTypeError|OPE|AuthorizationResponseError|ResponseBodyError|UnsupportedOperationError|WWWAuthenticateChallengeError)\(\s*(?:'[^'\n]*'|`[^`]*`)(?=\s*[,)])/g;
const ASSERTIONS = /\b(assert(?:String|Number)\([\w.]+, (?:true, )?)'[^'\n]*'/g;

/** Half of it tokens, which are better not in an error. */
const CAUSES = /\b(OPE\('', [A-Z_]+), (?:\{[^{}]*\}|[a-z]+)\)/g;
const CAUSES_OF_ASSERTIONS = /\b(assert(?:String|Number)\([\w.]+, (?:true, )?'', [A-Z_]+), \{[^{}]*\}\)/g;

export function dropProse(source: string): string {
  return source
    .replace(ERRORS, "$1(''")
    .replace(ASSERTIONS, "$1''")
    .replace(CAUSES, '$1)')
    .replace(CAUSES_OF_ASSERTIONS, '$1)');
}
