/**
 * What a user gave cannot be used: a file, a setting, a command line. The message is one line that names the file or the
 * setting, the field, and what was expected; the command line prints it and exits with 2.
 */
export class InputError extends Error {
  override name = 'InputError';
  constructor(message: string) {
    super(message.replace(/\s+/g, ' ').trim());
  }
}
