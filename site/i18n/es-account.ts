/** What the account sheet says, in Spanish. */
import type { MessageKey } from './message-key.ts';
import type { Message } from './messages.ts';

export const esAccount: Readonly<Record<Extract<MessageKey, `account.${string}` | `role.${string}`>, Message>> = {
  'account.title': 'Cuenta',
  'account.data': 'Datos usados para fotos',
  'account.storage': 'Protegidas por este navegador',
  'account.storage.yes': 'Sí',
  'account.storage.no': 'Sin garantía',
  'account.free': 'Espacio libre en este teléfono',
  'account.originals': 'Fotos originales',
  'account.originals.never': 'No enviar (ahorra datos)',
  'account.originals.wifi': 'Enviar con Wi-Fi',
  'account.originals.always': 'Enviar siempre',
  'account.location': 'Enviar dónde se tomó la foto',
  'account.location.hint': 'La oficina ve el lugar. Los clientes no.',
  'account.language': 'Idioma',
  'account.language.auto': 'Como este teléfono',
  'account.language.not-loaded':
    'El inglés no se puede cargar ahora. Inténtalo otra vez cuando haya señal. English can’t be loaded now. Try again when there is signal.',
  'account.sign-out': 'Cerrar sesión',
  'account.sign-out.hint':
    'Se quedan aquí y esperan a que inicies sesión en este teléfono otra vez. Nadie más las recibe.',
  'account.sign-out.stay': 'Seguir conectado',
  'account.sign-out.anyway': 'Cerrar sesión igual',
  'account.install': 'Agregar a la pantalla de inicio',
  'role.dispatcher': 'Despachador',
  'role.worker': 'Del equipo',
  'role.customer': 'Cliente',
};
