/** Standard base64 as Go reads it: line breaks are skipped, padding is due, and the error names the byte. */
import { err, ok, type Result } from '../../base/result.ts';

const ALPHABET = /^[A-Za-z0-9+/]$/;

/** The bytes of `text`, one per character; or `illegal base64 data at input byte 3`. Upstream: Go `encoding/base64`. */
export function decodeBase64(text: string): Result<string, string> {
  const illegal = (at: number): Result<never, string> => err(`illegal base64 data at input byte ${at}`);
  // Go counts bytes; what is not ASCII is illegal at its first byte.
  let bytes = '';
  for (const char of text) {
    if (char > '\u007f') return illegalBefore(bytes) ?? illegal(bytes.length);
    bytes += char;
  }
  return illegalBefore(bytes) ?? finish(bytes);
}

const finish = (bytes: string): Result<string, string> => {
  const at = firstIllegal(bytes, true);
  return at === undefined ? ok(atob(bytes.replace(/[\r\n]/g, ''))) : err(`illegal base64 data at input byte ${at}`);
};
const illegalBefore = (bytes: string): Result<never, string> | undefined => {
  const at = firstIllegal(bytes, false);
  return at === undefined ? undefined : err(`illegal base64 data at input byte ${at}`);
};

/** Where Go stops; `complete`: whether the text ends here. */
function firstIllegal(bytes: string, complete: boolean): number | undefined {
  let at = 0;
  let quantum = 0;
  const skipLineBreaks = (): void => {
    while (at < bytes.length && (bytes[at] === '\n' || bytes[at] === '\r')) at++;
  };
  for (;;) {
    skipLineBreaks();
    if (at >= bytes.length) return quantum === 0 || !complete ? undefined : at - quantum;
    const char = bytes[at++]!;
    if (ALPHABET.test(char)) {
      quantum = (quantum + 1) % 4;
      continue;
    }
    if (char !== '=' || quantum < 2) return at - 1;
    if (quantum === 2) {
      skipLineBreaks();
      if (at >= bytes.length) return complete ? bytes.length : undefined;
      if (bytes[at] !== '=') return at - 1;
      at++;
    }
    skipLineBreaks();
    return at < bytes.length ? at : undefined;
  }
}
