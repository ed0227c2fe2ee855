/** The list of what an archive holds, as a spreadsheet reads it (RFC 4180; UTF-8 with the mark that Excel wants). */

const BYTE_ORDER_MARK = '\ufeff';
/** What a spreadsheet takes for a formula: somebody else's title shall run nothing. */
const FORMULA = /^[=+\-@\t\r]/;

export function formatCsv(rows: readonly (readonly (string | number | null)[])[]): string {
  return BYTE_ORDER_MARK + rows.map((row) => `${row.map(formatCell).join(',')}\r\n`).join('');
}

function formatCell(value: string | number | null): string {
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value ?? '') ? `'${value}` : (value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
