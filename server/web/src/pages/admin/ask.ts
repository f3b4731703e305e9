import { client } from '../../api/client';
import type { Request } from '../../api/operation';
import type { Words } from '../../i18n';
import { problemText } from '../../problem_text';

// For a dialog: sends, hands the answer on, and gives back what to tell where it was refused.
export async function ask<A>(request: Request<A>, words: Words, done: (answer: A) => void): Promise<string | null> {
  try {
    done(await client.send(request));
    return null;
  } catch (failure) {
    return problemText(failure, words);
  }
}
