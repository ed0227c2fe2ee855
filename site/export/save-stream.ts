/** Where an archive goes: into a file that the user chooses while it streams, else through the browser's memory into its downloads. */

/** What goes through memory is no larger. */
export const MOST_IN_MEMORY_BYTES = 400_000_000;

interface FileHandle {
  createWritable(): Promise<WritableStream<Uint8Array>>;
}

/** Chromium's alone, and not in TypeScript's library. */
type PickFile = (options: { readonly suggestedName: string }) => Promise<FileHandle>;

/** Takes the whole stream; fulfils when it is saved. */
export type Save = (stream: ReadableStream<Uint8Array>) => Promise<void>;

export function canStream(): boolean {
  return 'showSaveFilePicker' in globalThis;
}

/** Call it in the handler of a click. Null: the user has changed their mind. */
export async function chooseSave(name: string): Promise<Save | null> {
  if (!canStream()) return (stream) => saveBlob(stream, name);
  const { showSaveFilePicker } = globalThis as unknown as { readonly showSaveFilePicker: PickFile };
  const handle = await showSaveFilePicker({ suggestedName: name }).catch(() => null);
  // What breaks off is thrown away: the file appears when it is whole.
  return handle && (async (stream) => stream.pipeTo(await handle.createWritable()));
}

async function saveBlob(stream: ReadableStream<Uint8Array>, name: string): Promise<void> {
  const blob = await new Response(stream, { headers: { 'content-type': 'application/zip' } }).blob();
  saveAs(blob, name);
}

/** As a download of that name. */
export function saveAs(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
