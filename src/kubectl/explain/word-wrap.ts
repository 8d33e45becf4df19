/** Lines of at most so many characters, broken at white space; line breaks of the text stay (upstream: mitchellh/go-wordwrap). */
export function wordWrap(text: string, limit: number): string {
  let out = '';
  let current = 0;
  let word = '';
  let space = '';
  let wordLength = 0;
  const flush = (): void => {
    current += space.length + wordLength;
    out += space + word;
    space = '';
    word = '';
    wordLength = 0;
  };
  for (const char of text) {
    if (char === '\n') {
      if (word !== '' || current + space.length <= limit) flush();
      else space = '';
      out += char;
      current = 0;
    } else if (/\s/.test(char) && char !== '\u00a0') {
      if (space === '' || word !== '') flush();
      space += char;
    } else {
      word += char;
      wordLength += 1;
      if (current + wordLength + space.length > limit && wordLength < limit) {
        out += '\n';
        current = 0;
        space = '';
      }
    }
  }
  if (word !== '' || current + space.length <= limit) flush();
  return out;
}
