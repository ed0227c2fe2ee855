/** The stack parameters that take the public keys for image URLs: their names, and how a key is written into one. */

/** The parameter that takes the key of that name. */
export function formatSigningParameter(name: string): string {
  return `SigningPublicKey${name}`;
}

/**
 * Makes the parameter's value of a public key in PEM (SPKI): the lines between its armour, joined by commas. A parameter
 * that is typed or pasted would lose its newlines.
 * @throws {TypeError} when it is anything else.
 */
export function toSigningParameterValue(pem: string): string {
  const lines = pem.trim().split(/\r?\n/);
  if (lines[0] !== '-----BEGIN PUBLIC KEY-----' || lines.at(-1) !== '-----END PUBLIC KEY-----') {
    throw new TypeError('not a public key in PEM (SPKI)');
  }
  return lines.slice(1, -1).join(',');
}
