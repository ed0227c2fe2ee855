/** Reads single properties of a resolved resource; what is of the wrong kind is told by logical id and property. */
import { isRecord } from '../is-record.ts';
import type { ResolvedResource } from '../template/resolve-stack.ts';
import { TemplateError } from '../template/template-error.ts';

/** @throws {TemplateError} when the property is no text. */
export function readText(resource: ResolvedResource, name: string): string {
  const value = resource.properties[name];
  if (typeof value === 'string') return value;
  throw wrong(resource, name, 'must be a text');
}

/**
 * A number may stand in a template as a text too.
 * @throws {TemplateError} when the property is neither.
 */
export function readNumber(resource: ResolvedResource, name: string, absent: number): number {
  const value = resource.properties[name];
  if (value === undefined) return absent;
  const number = typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
  if (Number.isFinite(number)) return number;
  throw wrong(resource, name, 'must be a number');
}

/**
 * The empty object where the property is absent.
 * @throws {TemplateError} when it is something else.
 */
export function readObject(resource: ResolvedResource, name: string): Readonly<Record<string, unknown>> {
  const value = resource.properties[name] ?? {};
  if (isRecord(value)) return value;
  throw wrong(resource, name, 'must be an object');
}

/**
 * The empty list where the property is absent.
 * @throws {TemplateError} when it is something else.
 */
export function readList(resource: ResolvedResource, name: string): readonly unknown[] {
  const value = resource.properties[name] ?? [];
  if (Array.isArray(value)) return value;
  throw wrong(resource, name, 'must be a list');
}

/**
 * The empty list where the property is absent.
 * @throws {TemplateError} when it is no list.
 */
export function readTexts(resource: ResolvedResource, name: string): readonly string[] {
  return readList(resource, name).map(String);
}

export function wrong({ logicalId }: ResolvedResource, name: string, fault: string): TemplateError {
  return new TemplateError(`${logicalId}.Properties.${name}`, fault);
}
