/** Prints what is on the page once its pictures are there. */

/** Whoever waits longer prints what there is, ms. */
const MOST_WAIT_MS = 60_000;

export async function printReport(report: Element | null): Promise<void> {
  const images = [...(report?.querySelectorAll('img') ?? [])];
  const decoding = Promise.allSettled(images.map((image) => image.decode()));
  await Promise.race([decoding, new Promise((resolve) => setTimeout(resolve, MOST_WAIT_MS))]);
  const { title } = document;
  // The name that the browser proposes for a PDF.
  document.title = report?.querySelector('.report-cover .as-h1')?.textContent || title;
  addEventListener('afterprint', () => (document.title = title), { once: true });
  print();
}
