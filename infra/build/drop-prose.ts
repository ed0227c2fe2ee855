/**
 * Takes out of oauth4webapi what its errors say in English: half a page that no screen shows. Each keeps its class, its code and
 * its cause, by which the session judges it and a developer finds its line.
 */

const ERRORS =
  /\b(CodedTypeError|OPE|AuthorizationResponseError|ResponseBodyError|UnsupportedOperationError|WWWAuthenticateChallengeError)\(\s*(?:'[^'\n]*'|`[^`]*`)(?=\s*[,)])/g;
const ASSERTIONS = /\b(assert(?:String|Number)\([\w.]+, (?:true, )?)'[^'\n]*'/g;

export function dropProse(source: string): string {
  return source.replace(ERRORS, "$1(''").replace(ASSERTIONS, "$1''");
}
