/** Whose page it is, as the deployment tells. */
export async function showCompany(): Promise<void> {
  const response = await fetch('/config.json').catch(() => null);
  const { company }: { company?: string | null } = response?.ok ? await response.json() : {};
  const place = document.querySelector('.company');
  if (place) place.textContent = company ?? '';
}
