/**
 * Takes out of libraries what this site never asks them for, where no bundler can know it: ways that an argument chooses which no caller
 * gives, and replacements of what every browser has on which the site runs. Each is named by its very text; the versions are pinned, and a new
 * one that reads otherwise stops the build.
 */

/** What the library says, what it says instead, and how often it says so, where that is not once. */
type Drop = readonly [text: string, instead: string, times?: number];

/** Of oauth4webapi: a public client by PKCE, bearer tokens, an ID token with a nonce. Everything that is checked of these, still is. */
const OAUTH: readonly Drop[] = [
  // Browsers name themselves.
  ["typeof navigator === 'undefined' || !navigator.userAgent?.startsWith?.('Mozilla/5.0 ')", 'false'],
  ['if (USER_AGENT && ', 'if (false && '],
  // Headers, signals and tolerances as they are given here.
  ['if (looseInstanceOf(input, Headers)) {', 'if (false) {'],
  ["if (headers.has('authorization')) {", 'if (false) {'],
  ["if (typeof value === 'function') {", 'if (false) {'],
  ['function getClockTolerance(client) {', '$& return 30;'],
  // Newer than the site's browsers; both ways give the same.
  ['if (Uint8Array.prototype.toBase64)', 'if (false)'],
  ['if (Uint8Array.fromBase64)', 'if (false)'],
  ['Error.captureStackTrace?.(this, this.constructor);', '', 5],
  [
    `    if (input == null) {
        return false;
    }
    try {
        return (input instanceof expected ||
            Object.getPrototypeOf(input)[Symbol.toStringTag] === expected.prototype[Symbol.toStringTag]);
    }
    catch {
        return false;
    }
`,
    'return input instanceof expected;',
  ],
  // DPoP, mutual TLS, encrypted ID tokens, types of tokens of one's own.
  ['if (options?.DPoP !== undefined) {', 'if (false) {', 2],
  ['options?.DPoP?.cacheNonce(response, url);', '', 4],
  ['client.use_mtls_endpoint_aliases, ', 'false, ', 7],
  ['if (useMtlsAlias && as.mtls_endpoint_aliases && endpoint in as.mtls_endpoint_aliases) {', 'if (false) {'],
  [
    `\`authorization server metadata does not contain a valid \${useMtlsAlias ? \`"as.mtls_endpoint_aliases.\${endpoint}"\` : \`"as.\${endpoint}"\`}\``,
    "''",
  ],
  ['attribute: useMtlsAlias ? ', 'attribute: false ? '],
  ['if (decryptJwt !== undefined) {', 'if (false) {'],
  ['if (recognizedTokenTypes?.[json.token_type] !== undefined) {', 'if (false) {'],
  [', options?.[jweDecrypt], options?.recognizedTokenTypes)', ')', 6],
  ['options[jweDecrypt], options.recognizedTokenTypes)', 'undefined)'],
  ['decryptFn, recognizedTokenTypes)', 'decryptFn)', 5],
  // Signatures are checked at the edge, and by TLS here (OpenID Connect Core, section 3.1.3.7, number 6).
  ['jwtRefs.set(response, jwt);', '', 3],
  // When somebody signed in is not asked.
  ['if (client.require_auth_time === true) {', 'if (false) {'],
  ['if (client.default_max_age !== undefined) {', 'if (false) {'],
  ['function resolveIdTokenMaxAge(client, maxAge) {', '$& return skipAuthTimeCheck;'],
  ['function validateIdTokenAuthTime(client, claims, maxAge) {', '$& return;'],
  ['if (maxAge !== skipAuthTimeCheck) {', 'if (false) {', 1],
  // The nonce, the issuer and the verifier are always given.
  ["if (typeof options?.expectedNonce === 'string' ||", 'if (true ||'],
  ['if (codeVerifier !== nopkce) {', 'if (true) {'],
  ['expected !== _nodiscoverycheck', 'true', 4],
  ['as[_expectedIssuer]?.(result) ?? as.issuer', 'as.issuer'],
  [
    `            case 'oauth2':
                prependWellKnown(url, '.well-known/oauth-authorization-server');
                break;
`,
    '',
  ],
  // That there is a challenge is all that counts, not what it says.
  [
    `const token68Match = '[a-zA-Z0-9\\\\-\\\\._\\\\~\\\\+\\\\/]+={0,2}';
const quotedMatch = '"((?:[^"\\\\\\\\]|\\\\\\\\[\\\\s\\\\S])*)"';
const quotedParamMatcher = '(' + tokenMatch + ')\\\\s*=\\\\s*' + quotedMatch;
const paramMatcher = '(' + tokenMatch + ')\\\\s*=\\\\s*(' + tokenMatch + ')';
`,
    '',
  ],
  [
    `const quotedParamRE = new RegExp('^[,\\\\s]*' + quotedParamMatcher + '[,\\\\s]*(.*)');
const unquotedParamRE = new RegExp('^[,\\\\s]*' + paramMatcher + '[,\\\\s]*(.*)');
const token68ParamRE = new RegExp('^(' + token68Match + ')(?:$|[,\\\\s])(.*)');
`,
    '',
  ],
  [
    'if ((challenges = parseWwwAuthenticateChallenges(response))) {',
    "if (schemeRE.test(challenges = response.headers.get('www-authenticate') ?? '')) {",
  ],
  [
    `    let msg = '"response" content-type must be ';
    if (types.length > 2) {
        const last = types.pop();
        msg += \`\${types.join(', ')}, or \${last}\`;
    }
    else if (types.length === 2) {
        msg += \`\${types[0]} or \${types[1]}\`;
    }
    else {
        msg += types[0];
    }
    return OPE(msg,`,
    "return OPE('',",
  ],
  [
    'OPE(state === undefined\n                    ? \'response parameter "state" missing\'\n                    : \'unexpected "state" response parameter value\',',
    "OPE('',",
  ],
];

/** Of client-zip, which comes minified. */
const CLIENT_ZIP: readonly Drop[] = [
  // All browsers of the site have both.
  [
    '"stream"in Blob.prototype||Object.defineProperty(Blob.prototype,"stream",{value(){return new Response(this).body}}),"setBigUint64"in DataView.prototype||Object.defineProperty(DataView.prototype,"setBigUint64",{value(e,n,t){const i=Number(0xffffffffn&n),r=Number(n>>32n);this.setUint32(e+(t?0:4),i,t),this.setUint32(e+(t?4:0),r,t)}});',
    '',
  ],
  // What is packed is bytes or a text, with a name and a date.
  [
    ',e instanceof File)return{isFile:o,t:i||new Date(e.lastModified),bytes:e.stream(),mode:r};if(e instanceof Response)return{isFile:o,t:i||new Date(e.headers.get("Last-Modified")||Date.now()),bytes:e.body,mode:r};',
    ');',
  ],
  ['if(e instanceof Blob)return{isFile:o,t:i,bytes:e.stream(),mode:r};', ''],
  ['e instanceof Uint8Array||e instanceof ReadableStream', 'e instanceof Uint8Array'],
  [
    'if(e instanceof ArrayBuffer||ArrayBuffer.isView(e))return{isFile:o,t:i,bytes:n(e),mode:r};if(Symbol.asyncIterator in e)return{isFile:o,t:i,bytes:f(e[Symbol.asyncIterator]()),mode:r};',
    '',
  ],
  [
    'function(e){return e?e instanceof Uint8Array?[e,1]:ArrayBuffer.isView(e)||e instanceof ArrayBuffer?[n(e),1]:[t(e),0]:[void 0,0]}(i)',
    '[t(i),0]',
  ],
  [
    'if(e instanceof File)return{i:d(o||t(e.name)),o:BigInt(e.size),u:f};if(e instanceof Response){const n=e.headers.get("content-disposition"),i=n&&n.match(/;\\s*filename\\*?\\s*=\\s*(?:UTF-\\d+\'\'|)["\']?([^;"\'\\r\\n]*)["\']?(?:;|$)/i),a=i&&i[1]||e.url&&new URL(e.url).pathname.split("/").findLast(Boolean),s=a&&decodeURIComponent(a),u=r||+e.headers.get("content-length");return{i:d(o||t(s)),o:BigInt(u),u:f}}',
    '',
  ],
  [
    'e instanceof Blob?{i:o,o:BigInt(e.size),u:f}:e instanceof ArrayBuffer||ArrayBuffer.isView(e)?{i:o,o:BigInt(e.byteLength),u:f}:',
    '',
  ],
  ['e instanceof File||e instanceof Response?[[e],[e]]:', ''],
  ['8*(!n||(t??function(e){try{b.decode(e)}catch{return 0}return 1}(e)))', '8'],
  ['if("then"in n&&(n=await n),n instanceof Uint8Array)', ''],
  [
    'else{e.o=0n;const t=n.getReader();for(;;){const{value:n,done:i}=await t.read();if(i)break;e.l=y(n,e.l),e.o+=BigInt(n.length),yield n}}}',
    '}',
  ],
];

/** Of lit-html, which comes minified. */
const LIT: readonly Drop[] = [
  // The site’s policy asks for no trusted types.
  ['i=t.trustedTypes,s=i?i.createPolicy("lit-html",{createHTML:t=>t}):void 0', 'i=void 0,s=void 0'],
  // No template is SVG or MathML by itself.
  ['2===i?"<svg>":3===i?"<math>":"",', '"",'],
  ['+(2===i?"</svg>":3===i?"</math>":"")', ''],
  [',2===s||3===s){const t=this.el.content.firstChild;t.replaceWith(...t.childNodes)}', ');'],
  // Old browsers, several versions on one page, and parts that are taken off the page for a while.
  ['j=t.litHtmlPolyfillSupport;j?.(N,R),(t.litHtmlVersions??=[]).push("3.3.0")', 'j=0'],
  ['setConnected(t){void 0===this._$AM&&(this._$Cv=t,this._$AP?.(t))}', ''],
];

const LIBRARIES: Readonly<Record<string, readonly Drop[]>> = {
  'client-zip/index.js': CLIENT_ZIP,
  'lit-html/lit-html.js': LIT,
  'oauth4webapi/build/index.js': OAUTH,
};

/**
 * Of the file at `path`, whatever it is.
 * @throws {Error} when the library does not say so, or not so often.
 */
export function dropUnused(path: string, source: string): string {
  const drops = Object.entries(LIBRARIES).find(([name]) => path.endsWith(`/node_modules/${name}`))?.[1] ?? [];
  return drops.reduce((text, [what, instead, times = 1]) => {
    const found = text.split(what).length - 1;
    if (found !== times) throw new Error(`${path} says ${found} times what it said ${times} times: ${what}`);
    return text.replaceAll(what, instead);
  }, source);
}
