/** The directory in the records table. */
import { PEOPLE, type PersonRecord } from '../../origin/people.ts';
import type { People } from '../core/ports.ts';
import type { DynamodbTable } from './dynamodb-table.ts';

const PEOPLE_PER_PAGE = 500;

export function createPeople(table: DynamodbTable): People {
  const asked = { condition: 'pk = :pk', values: { ':pk': PEOPLE }, limit: PEOPLE_PER_PAGE };
  return { list: (cursor) => table.query<PersonRecord>(asked, cursor) };
}
