/** `npm run format`: writes every file as Biome formats it. */
import { parseArgs } from 'node:util';
import { runTool } from './support/run-tool.ts';

const HELP = `npm run format [-- path …]

Formats the files, sorts their imports, and mends what of the lint can be mended
safely: in all files, or in those under the paths.

  --help       this text`;

const { values, positionals } = parseArgs({ options: { help: { type: 'boolean' } }, allowPositionals: true });
if (values.help) console.log(HELP);
else process.exitCode = await runTool('biome', ['check', '--write', ...(positionals.length > 0 ? positionals : ['.'])]);
