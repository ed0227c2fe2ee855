/** Said to the operator as it is: what is wrong, and what would be right. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
