/** Reads the properties of a template's resource strictly: each must be asked for, so one that nobody knows is an error. */
import { isRecord } from '../is-record.ts';
import { TemplateError } from '../template/template-error.ts';

/** What a method does not find, or finds in another form, it throws as a {@link TemplateError}. */
export class PropertyReader {
  /** Logical id and properties, such as `Site.Properties.DistributionConfig`. */
  readonly path: string;
  readonly #properties: Readonly<Record<string, unknown>>;
  readonly #asked = new Set<string>();

  constructor(properties: Readonly<Record<string, unknown>>, path: string) {
    this.path = path;
    this.#properties = properties;
  }

  has(name: string): boolean {
    return this.#properties[name] !== undefined && this.#properties[name] !== null;
  }

  text(name: string): string {
    return this.optionalText(name) ?? this.#fail(name, 'is missing');
  }

  optionalText(name: string): string | null {
    const found = this.#take(name) ?? null;
    return found === null || typeof found === 'string' ? found : this.#fail(name, 'is not a string');
  }

  integer(name: string, fallback?: number): number {
    const found = this.#take(name) ?? fallback;
    const number = typeof found === 'string' && /^\d+$/.test(found) ? Number(found) : found;
    return typeof number === 'number' && Number.isInteger(number) ? number : this.#fail(name, 'is not an integer');
  }

  flag(name: string, fallback?: boolean): boolean {
    const found = this.#take(name) ?? fallback;
    if (found === true || found === 'true') return true;
    return found === false || found === 'false' ? false : this.#fail(name, 'is not a boolean');
  }

  texts(name: string): readonly string[] {
    const found = this.#take(name) ?? [];
    const isTexts = Array.isArray(found) && found.every((item) => typeof item === 'string');
    return isTexts ? found : this.#fail(name, 'is not a list of strings');
  }

  oneOf<T extends string>(name: string, values: readonly T[], fallback?: T): T {
    const found = this.optionalText(name) ?? fallback;
    const known = values.find((value) => value === found);
    return known ?? this.#fail(name, `${String(found)} is not one of ${values.join(', ')}`);
  }

  child(name: string): PropertyReader {
    return readProperties(this.#take(name), `${this.path}.${name}`);
  }

  optionalChild(name: string): PropertyReader | null {
    const found = this.#take(name) ?? null;
    return found === null ? null : readProperties(found, `${this.path}.${name}`);
  }

  children(name: string): readonly PropertyReader[] {
    const found = this.#take(name) ?? [];
    if (!Array.isArray(found)) return this.#fail(name, 'is not a list');
    return found.map((item, index) => readProperties(item, `${this.path}.${name}[${index}]`));
  }

  /** Takes note of properties that change nothing on one machine; the table gives the reason of each. */
  withoutEffect(reasons: Readonly<Record<string, string>>): void {
    for (const name of Object.keys(reasons)) this.#asked.add(name);
  }

  /** @throws {TemplateError} when there is a property that was not asked for. */
  finish(): void {
    const unknownName = Object.keys(this.#properties).find((name) => !this.#asked.has(name));
    if (unknownName !== undefined) this.#fail(unknownName, 'the local CloudFront does not know this property');
  }

  #take(name: string): unknown {
    this.#asked.add(name);
    return this.#properties[name];
  }

  #fail(name: string, fault: string): never {
    throw new TemplateError(`${this.path}.${name}`, fault);
  }
}

/** @throws {TemplateError} when `value` is no object. */
export function readProperties(value: unknown, path: string): PropertyReader {
  if (!isRecord(value)) throw new TemplateError(path, 'is not an object');
  return new PropertyReader(value, path);
}
