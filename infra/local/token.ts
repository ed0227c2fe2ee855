/** `npm run token`: prints an access token that the local run of a data folder accepts, whether it is up or not. */
import { composeToken } from './compose-token.ts';
import { explainFailure } from './explain-failure.ts';
import { RunError } from './run-error.ts';

try {
  console.log(await composeToken(process.argv.slice(2)));
} catch (error) {
  const explained = error instanceof RunError ? error : explainFailure(error, '.');
  if (!explained) throw error;
  console.error(explained.message);
  process.exitCode = 1;
}
