/** Hands a file to the phone: by the share sheet where there is one, else as a download. */

export async function saveFile(file: File): Promise<void> {
  if (navigator.canShare?.({ files: [file] })) {
    // Closing the share sheet is no failure.
    await navigator.share({ files: [file] }).catch(() => undefined);
    return;
  }
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
