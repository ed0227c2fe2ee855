/** Adds up the capacity of a transaction's parts, table by table (API reference, ConsumedCapacity). */
import { isRecord } from '../is-record.ts';
import type { EngineResponse } from './engine.ts';

export function sumCapacity(
  responses: readonly EngineResponse[],
  factor: number,
): { readonly ConsumedCapacity?: readonly unknown[] } {
  const units = new Map<string, number>();
  for (const { body } of responses) {
    const { ConsumedCapacity }: { ConsumedCapacity?: unknown } = JSON.parse(String(body || '{}'));
    if (!isRecord(ConsumedCapacity)) continue;
    const table = String(ConsumedCapacity.TableName);
    units.set(table, (units.get(table) ?? 0) + Number(ConsumedCapacity.CapacityUnits) * factor);
  }
  if (units.size === 0) return {};
  return { ConsumedCapacity: [...units].map(([TableName, CapacityUnits]) => ({ TableName, CapacityUnits })) };
}
