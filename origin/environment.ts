/** Reads the variables of a regional function. */

export type Environment = Readonly<Record<string, string | undefined>>;

/** @throws {TypeError} when the variable is not set. */
export function requireSetting(environment: Environment, name: string): string {
  const value = environment[name];
  if (!value) throw new TypeError(`${name} is not set`);
  return value;
}
