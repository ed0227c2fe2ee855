/** What the editor says, in each language: loaded with it, for nobody else reads it. */
import { createWords, type Language } from './translate.ts';

const en = {
  'editor.new': 'New job',
  'editor.edit': 'Edit job',
  'editor.title': 'Title',
  'editor.address': 'Address',
  'editor.status': 'Status',
  'editor.status.pending': 'Pending: takes no photos yet',
  'editor.status.open': 'Open',
  'editor.status.closed': 'Closed',
  'editor.status.cancelled': 'Cancelled',
  'editor.scheduled_for': 'When',
  'editor.crew': 'Crew',
  'editor.crew.none': 'Nobody is known yet. Add people by their id.',
  'editor.crew.id': 'Somebody else, by their id',
  'editor.crew.add': 'Add',
  'editor.customer': 'Customer',
  'editor.customer_name': 'Name',
  'editor.customer_phone': 'Phone',
  'editor.customer_email': 'Email',
  'editor.required_stages': 'Stages that must be shown before it is closed',
  'editor.reason': 'Why is it closed without {stages}?',
  'editor.save': 'Save',
  'editor.make': 'Make job',
  'editor.busy': 'Saving…',
  'editor.discard': 'Throw away what I typed',
  'editor.unsaved': 'Not saved yet. It stays here when you close this.',
  'editor.wrong': 'This is not right.',
  'editor.meanwhile':
    'Somebody else changed this job meanwhile. What you typed is still here; look at it, and save again.',
  'editor.theirs': 'Saved meanwhile: “{value}”',
  'editor.take-theirs': 'Take that',
  'editor.nothing': 'empty',
  'editor.offline': 'No connection. What you typed is kept: save it again when there is signal.',
  'editor.failed': 'It was not saved. What you typed is kept.',
} as const;

const es: Readonly<Record<keyof typeof en, string>> = {
  'editor.new': 'Trabajo nuevo',
  'editor.edit': 'Editar trabajo',
  'editor.title': 'Título',
  'editor.address': 'Dirección',
  'editor.status': 'Estado',
  'editor.status.pending': 'Pendiente: aún no acepta fotos',
  'editor.status.open': 'Abierto',
  'editor.status.closed': 'Cerrado',
  'editor.status.cancelled': 'Cancelado',
  'editor.scheduled_for': 'Cuándo',
  'editor.crew': 'Equipo',
  'editor.crew.none': 'Aún no se conoce a nadie. Añade personas por su id.',
  'editor.crew.id': 'Otra persona, por su id',
  'editor.crew.add': 'Añadir',
  'editor.customer': 'Cliente',
  'editor.customer_name': 'Nombre',
  'editor.customer_phone': 'Teléfono',
  'editor.customer_email': 'Correo',
  'editor.required_stages': 'Etapas que hay que mostrar antes de cerrarlo',
  'editor.reason': '¿Por qué se cierra sin {stages}?',
  'editor.save': 'Guardar',
  'editor.make': 'Crear trabajo',
  'editor.busy': 'Guardando…',
  'editor.discard': 'Descartar lo que escribí',
  'editor.unsaved': 'Aún sin guardar. Se queda aquí aunque cierres esto.',
  'editor.wrong': 'Esto no está bien.',
  'editor.meanwhile':
    'Alguien cambió este trabajo mientras tanto. Lo que escribiste sigue aquí; revísalo y guarda de nuevo.',
  'editor.theirs': 'Guardado mientras tanto: «{value}»',
  'editor.take-theirs': 'Usar eso',
  'editor.nothing': 'vacío',
  'editor.offline': 'Sin conexión. Lo que escribiste se conserva: guárdalo cuando haya señal.',
  'editor.failed': 'No se guardó. Lo que escribiste se conserva.',
};

export type EditorKey = keyof typeof en;
export type SayEditor = (key: EditorKey, params?: Readonly<Record<string, string>>) => string;

export function sayEditor(language: Language): SayEditor {
  const { say } = createWords(language, (language === 'es' ? es : en) as never);
  return (key, params) => say(key as never, params);
}
