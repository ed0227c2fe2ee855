/** A job's export, as somebody outside gets it: unpacked into a folder, and held against its own sums by coreutils. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { operateAsProcess } from '../../infra/operate/operate.ts';
import { readZip } from '../../support/read-zip.ts';
import type { LocalRun } from '../../support/start-local-run.ts';

/** @throws {Error} when it cannot be written, or a file is not what its sum says, or has none */
export async function unpackExport({ dataDir }: LocalRun, jobId: string): Promise<ReadonlyMap<string, Buffer>> {
  const folder = await mkdtemp(join(tmpdir(), 'edgeshot-export-'));
  try {
    const zip = join(folder, 'out.zip');
    const { code, stderr } = await operateAsProcess('export', ['--job', jobId, zip], { data: dataDir });
    if (code !== 0) throw new Error(`the export ended with ${code}: ${stderr}`);
    const files = readZip(await readFile(zip));
    for (const [name, bytes] of files) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), bytes);
    }
    const { stdout } = await promisify(execFile)('sha256sum', ['-c', 'SHA256SUMS'], { cwd: folder });
    const checked = stdout.trim().split('\n').length;
    // All but the manifest and the sums themselves.
    if (checked !== files.size - 2) throw new Error(`${checked} of ${files.size - 2} files have sums`);
    return files;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
