/** The files of a zip by their names (APPNOTE 4.3.7, 4.3.12), as an unpacker that trusts nobody reads it. */
import { inflateRawSync } from 'node:zlib';

/** @throws {Error} when two entries have one name: whoever unpacks it would get one of them */
export function readZip(zip: Buffer): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>();
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  let entry = zip.readUInt32LE(end + 16);
  for (let count = zip.readUInt16LE(end + 10); count > 0; count -= 1) {
    const [size, nameLength, extraLength, commentLength] = [
      zip.readUInt32LE(entry + 20),
      zip.readUInt16LE(entry + 28),
      zip.readUInt16LE(entry + 30),
      zip.readUInt16LE(entry + 32),
    ];
    const name = zip.toString('utf8', entry + 46, entry + 46 + nameLength);
    if (files.has(name)) throw new Error(`two entries are called ${name}`);
    const local = zip.readUInt32LE(entry + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const isStored = zip.readUInt16LE(entry + 10) === 0;
    const bytes = zip.subarray(start, start + size);
    files.set(name, isStored ? bytes : inflateRawSync(bytes));
    entry += 46 + nameLength + extraLength + commentLength;
  }
  return files;
}
