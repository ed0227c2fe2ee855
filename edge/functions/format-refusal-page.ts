/** The page of a CloudFront Function that turns a browser without script away: the words, and the way back. */

/** Where the way without script begins: a file of the site. */
export const FORM_PAGE = '/form.html';

/** @param title one of the problems' titles, never anything that was sent */
export function formatRefusalPage(title: string): string {
  const head = `<meta charset="utf-8"><title>${title}</title><link rel="stylesheet" href="/form.css">`;
  const link = `<p><a href="${FORM_PAGE}">Back to the form / Volver al formulario</a></p>`;
  return `<!doctype html><html lang="en">${head}<main><h1>${title}</h1>${link}</main></html>`;
}
