/** Reads the parameters of an SQS request. What is missing or out of bounds is refused as SQS words it. */
import { ServiceError } from '../json-protocol/errors.ts';

export type Input = Readonly<Record<string, unknown>>;

/** @throws {ServiceError} when there is no text: `MissingParameter`. */
export function readTextInput(input: Input, name: string): string {
  const value = input[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new ServiceError('MissingParameter', `The request must contain the parameter ${name}.`);
}

interface NumberBounds {
  readonly min: number;
  readonly max: number;
}

/** @throws {ServiceError} when it is no integer within the bounds: `InvalidParameterValue`. */
export function readNumberInput(input: Input, name: string, { min, max }: NumberBounds): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new ServiceError(
    'InvalidParameterValue',
    `Value ${String(value)} for parameter ${name} is invalid. Reason: Must be >= ${min} and <= ${max}, if provided.`,
  );
}

export function readNamesInput(input: Input, name: string): readonly string[] {
  const value = input[name];
  return Array.isArray(value) ? value.map(String) : [];
}
