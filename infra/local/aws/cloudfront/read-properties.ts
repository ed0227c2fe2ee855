/** Reads the properties of a template's resource strictly: each must be asked for, so one that nobody knows is an error. */
import { TemplateError } from '../template/template-error.ts';

/** What a method does not find, or finds in another form, it throws as a {@link TemplateError}. */
export interface PropertyReader {
  /** Logical id and properties, such as `Site.Properties.DistributionConfig`. */
  readonly path: string;
  has(name: string): boolean;
  text(name: string): string;
  optionalText(name: string): string | null;
  integer(name: string, fallback?: number): number;
  flag(name: string, fallback?: boolean): boolean;
  texts(name: string): readonly string[];
  child(name: string): PropertyReader;
  optionalChild(name: string): PropertyReader | null;
  children(name: string): readonly PropertyReader[];
  oneOf<T extends string>(name: string, values: readonly T[], fallback?: T): T;
  /** Takes note of properties that change nothing on one machine; the table gives the reason of each. */
  withoutEffect(reasons: Readonly<Record<string, string>>): void;
  /** Throws for each property that was not asked for. */
  finish(): void;
}

/** @throws {TemplateError} when `value` is no object. */
export function readProperties(value: unknown, path: string): PropertyReader {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TemplateError(path, 'is not an object');
  const properties = value as Readonly<Record<string, unknown>>;
  const asked = new Set<string>();

  function take(name: string): unknown {
    asked.add(name);
    return properties[name];
  }
  function fail(name: string, fault: string): never {
    throw new TemplateError(`${path}.${name}`, fault);
  }
  function optionalText(name: string): string | null {
    const found = take(name);
    if (found === undefined || found === null) return null;
    return typeof found === 'string' ? found : fail(name, 'is not a string');
  }
  function text(name: string): string {
    return optionalText(name) ?? fail(name, 'is missing');
  }
  function child(name: string): PropertyReader {
    return readProperties(take(name), `${path}.${name}`);
  }

  return {
    path,
    has: (name) => properties[name] !== undefined && properties[name] !== null,
    text,
    optionalText,
    integer(name, fallback) {
      const found = take(name) ?? fallback;
      const number = typeof found === 'string' && /^\d+$/.test(found) ? Number(found) : found;
      return typeof number === 'number' && Number.isInteger(number) ? number : fail(name, 'is not an integer');
    },
    flag(name, fallback) {
      const found = take(name) ?? fallback;
      if (found === true || found === 'true') return true;
      return found === false || found === 'false' ? false : fail(name, 'is not a boolean');
    },
    texts(name) {
      const found = take(name) ?? [];
      if (!Array.isArray(found) || found.some((item) => typeof item !== 'string'))
        return fail(name, 'is not a list of strings');
      return found as string[];
    },
    child,
    optionalChild(name) {
      const found = take(name);
      return found === undefined || found === null ? null : readProperties(found, `${path}.${name}`);
    },
    children(name) {
      const found = take(name) ?? [];
      if (!Array.isArray(found)) return fail(name, 'is not a list');
      return found.map((item, index) => readProperties(item, `${path}.${name}[${index}]`));
    },
    oneOf(name, values, fallback) {
      const found = optionalText(name) ?? fallback;
      return (
        values.find((value) => value === found) ?? fail(name, `${String(found)} is not one of ${values.join(', ')}`)
      );
    },
    withoutEffect(reasons) {
      for (const name of Object.keys(reasons)) asked.add(name);
    },
    finish() {
      for (const name of Object.keys(properties)) {
        if (!asked.has(name)) fail(name, 'the local CloudFront does not know this property');
      }
    },
  };
}
