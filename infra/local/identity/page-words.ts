/** What the issuer's pages say, in the languages that the dashboard has. */

const en = {
  signIn: 'Sign in',
  who: 'Who is at work?',
  choose: 'This is the sign-in of a local run: choose a person, no password.',
  deployed: 'Deployed, your own issuer or a Cognito user pool stands here.',
  signOut: 'Sign out',
  reallySignOut: 'Sign out?',
  stays: 'Photos that are saved on this phone stay on it.',
  signedOut: 'Signed out',
  close: 'You can close this page.',
  over: 'This sign-in is over',
  again: 'Go back to the dashboard and sign in again.',
  failed: 'This sign-in did not work',
  dispatcher: 'dispatcher',
  worker: 'worker',
  customer: 'customer',
};

export type PageWords = Readonly<typeof en> & { readonly language: 'en' | 'es' };

const es: typeof en = {
  signIn: 'Iniciar sesión',
  who: '¿Quién trabaja?',
  choose: 'Este es el inicio de sesión de una prueba local: elige una persona, sin contraseña.',
  deployed: 'Una vez desplegado, aquí está tu propio emisor o un grupo de usuarios de Cognito.',
  signOut: 'Cerrar sesión',
  reallySignOut: '¿Cerrar sesión?',
  stays: 'Las fotos guardadas en este teléfono se quedan en él.',
  signedOut: 'Sesión cerrada',
  close: 'Puedes cerrar esta página.',
  over: 'Este inicio de sesión terminó',
  again: 'Vuelve al panel e inicia sesión otra vez.',
  failed: 'No se pudo iniciar sesión',
  dispatcher: 'despachador',
  worker: 'del equipo',
  customer: 'cliente',
};

/** @param wanted language tags, the best first, as `ui_locales` (OpenID Connect Core 3.1.2.1) or Accept-Language give them */
export function choosePageWords(...wanted: readonly (string | undefined)[]): PageWords {
  const tags = wanted.flatMap((list) => (list ?? '').split(/[\s,]+/)).map((tag) => tag.split(/[-;]/)[0]?.toLowerCase());
  return tags.find((tag) => tag === 'en' || tag === 'es') === 'es'
    ? { ...es, language: 'es' }
    : { ...en, language: 'en' };
}
