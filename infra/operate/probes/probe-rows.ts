/** The table of docs/probes.md, which people read too: what to do, what is expected, what to change if it is otherwise. */

export interface ProbeRow {
  readonly number: number;
  readonly expected: string;
  readonly ifNot: string;
}

export function parseProbeRows(text: string): readonly ProbeRow[] {
  return text.split('\n').flatMap((line) => {
    const [, number, , expected = '', ifNot = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    return number !== undefined && /^\d+$/.test(number) ? [{ number: Number(number), expected, ifNot }] : [];
  });
}
