/** The words of a shell line that is one plain command; `undefined` where it needs a shell (pipes, variables, several commands). */
export function words(line: string): readonly string[] | undefined {
  const found: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (char === "'" || char === '"') {
      const end = line.indexOf(char, at + 1);
      if (end < 0) return undefined;
      const inside = line.slice(at + 1, end);
      if (char === '"' && /[$`\\]/.test(inside)) return undefined;
      word = (word ?? '') + inside;
      at = end;
    } else if ('|&;<>()$`\\*\n'.includes(char)) {
      return undefined;
    } else if (char === ' ') {
      if (word !== undefined) found.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + char;
    }
  }
  return word === undefined ? found : [...found, word];
}
