/** Hands files to the phone: by the share sheet where there is one, else as downloads. */

export const saveFile = (file: File): Promise<void> => saveFiles([file]);

/** Closing the share sheet is no failure. What it does not take, or the browser does not let it have, is downloaded. */
export async function saveFiles(files: readonly File[]): Promise<void> {
  const taken = files.filter((file) => navigator.canShare?.({ files: [file] }));
  const isDone =
    taken.length > 0 &&
    (await navigator.share({ files: taken }).then(
      () => true,
      (error: unknown) => error instanceof DOMException && error.name === 'AbortError',
    ));
  for (const file of files) if (!isDone || !taken.includes(file)) download(file);
}

function download(file: File): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
