/**
 * The frame of every page that the edge writes for a browser without script, in English and Spanish at once. No script, no
 * inline style: they look as site/styles/form.css tells, and their policy (infra) lets them do nothing else.
 */
import { formatHtml, type Html, html } from './html.ts';
import { FORM_PAGE } from './viewer-contract.ts';

/** Nothing keeps such a page: a form holds a ticket, and who comes back to it must get a new one. */
export const PLAIN_PAGE_HEADERS = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' } as const;

export function toFirstPage(english: string, spanish: string): Html {
  return html`<p><a href="${FORM_PAGE}">${english} <span lang="es">/ ${spanish}</span></a></p>`;
}

export function formatPlainPage(title: string, content: Html): string {
  return formatHtml(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title} – Edgeshot</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/form.css">
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`);
}
