/** The first script of a customer's link. What a phone keeps for a link stands apart from what it keeps for anybody else, each link for itself. */
import { keepApart, toLinkName } from './keep-apart.ts';

const RETRY_MS = 3_000;

function loadPage(): void {
  import('./link-page.ts').then(
    ({ startLinkPage }) => startLinkPage(),
    () => setTimeout(loadPage, RETRY_MS),
  );
}

keepApart((name) => toLinkName(name, location.hash));
// Another link in the same tab is another page.
addEventListener('hashchange', () => location.reload());
loadPage();
