/** A PDF of one page, written by hand (ISO 32000-1): two fields of colour, and a script that no reader of ours may run. */

export interface PdfDrawing {
  /** Points. */
  readonly width?: number;
  readonly height?: number;
}

/** Red on the left, blue on the right, white below. */
export function drawPdfFile({ width = 200, height = 400 }: PdfDrawing = {}): Buffer {
  const half = `${width / 2} ${height / 2}`;
  const stream = `1 0 0 rg 0 ${height / 2} ${half} re f 0 0 1 rg ${width / 2} ${height / 2} ${half} re f`;
  const objects = [
    '<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert("run"))>>>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${width} ${height}]/Contents 4 0 R>>`,
    `<</Length ${stream.length}>>stream\n${stream}\nendstream`,
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`;
  return Buffer.from(
    `${text}${table}trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${text.length}\n%%EOF\n`,
    'latin1',
  );
}
