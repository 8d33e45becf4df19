/** How Go complains about JSON that is none (upstream: Go encoding/json scanner). */

const ends = 'unexpected end of JSON input';
const show = (char: string): string => (char === "'" ? "'\\''" : char === '"' ? `'"'` : `'${JSON.stringify(char).slice(1, -1)}'`);

class Scanner {
  private at = 0;
  private readonly text: string;
  constructor(text: string) {
    this.text = text;
  }

  /** The first complaint; `undefined` where the text is JSON. */
  scan(): string | undefined {
    const problem = this.value();
    if (problem !== undefined) return problem;
    this.space();
    return this.at < this.text.length ? this.bad('after top-level value') : undefined;
  }

  private space(): void {
    while (this.at < this.text.length && ' \t\r\n'.includes(this.text[this.at]!)) this.at += 1;
  }

  private bad(where: string): string {
    return this.at >= this.text.length ? ends : `invalid character ${show([...this.text.slice(this.at, this.at + 2)][0]!)} ${where}`;
  }

  private value(): string | undefined {
    this.space();
    const char = this.text[this.at];
    if (char === '{') return this.members();
    if (char === '[') return this.elements();
    if (char === '"') return this.string();
    for (const word of ['true', 'false', 'null']) if (char === word[0]) return this.word(word);
    if (char !== undefined && /[-0-9]/.test(char)) return this.number();
    return this.bad('looking for beginning of value');
  }

  private word(word: string): string | undefined {
    for (const [i, char] of [...word].entries()) {
      if (this.text[this.at] !== char) return this.bad(`in literal ${word} (expecting ${show(char)})`);
      this.at += 1;
      if (i === word.length - 1) return undefined;
    }
    return undefined;
  }

  private digits(where: string): string | undefined {
    if (!/[0-9]/.test(this.text[this.at] ?? '')) return this.bad(where);
    while (/[0-9]/.test(this.text[this.at] ?? '')) this.at += 1;
    return undefined;
  }

  private number(): string | undefined {
    if (this.text[this.at] === '-') this.at += 1;
    if (this.text[this.at] === '0') this.at += 1;
    else {
      const problem = this.digits('in numeric literal');
      if (problem !== undefined) return problem;
    }
    if (this.text[this.at] === '.') {
      this.at += 1;
      const problem = this.digits('after decimal point in numeric literal');
      if (problem !== undefined) return problem;
    }
    if (/[eE]/.test(this.text[this.at] ?? '')) {
      this.at += 1;
      if (/[-+]/.test(this.text[this.at] ?? '')) this.at += 1;
      return this.digits('in exponent of numeric literal');
    }
    return undefined;
  }

  private string(): string | undefined {
    for (this.at += 1; this.at < this.text.length; this.at += 1) {
      const char = this.text[this.at]!;
      if (char === '"') {
        this.at += 1;
        return undefined;
      }
      if (char < ' ') return this.bad('in string literal');
      if (char !== '\\') continue;
      this.at += 1;
      if (this.text[this.at] === 'u') {
        for (let i = 0; i < 4; i += 1) {
          this.at += 1;
          if (!/[0-9a-fA-F]/.test(this.text[this.at] ?? '')) return this.bad('in \\u hexadecimal character escape');
        }
      } else if (!'"\\/bfnrt'.includes(this.text[this.at] ?? '\u0000')) {
        return this.bad('in string escape code');
      }
    }
    return ends;
  }

  private members(): string | undefined {
    this.at += 1;
    this.space();
    if (this.text[this.at] === '}') {
      this.at += 1;
      return undefined;
    }
    for (;;) {
      this.space();
      if (this.text[this.at] !== '"') return this.bad('looking for beginning of object key string');
      const key = this.string();
      if (key !== undefined) return key;
      this.space();
      if (this.text[this.at] !== ':') return this.bad('after object key');
      this.at += 1;
      const value = this.value();
      if (value !== undefined) return value;
      this.space();
      const next = this.text[this.at];
      if (next !== ',' && next !== '}') return this.bad('after object key:value pair');
      this.at += 1;
      if (next === '}') return undefined;
    }
  }

  private elements(): string | undefined {
    this.at += 1;
    this.space();
    if (this.text[this.at] === ']') {
      this.at += 1;
      return undefined;
    }
    for (;;) {
      const value = this.value();
      if (value !== undefined) return value;
      this.space();
      const next = this.text[this.at];
      if (next !== ',' && next !== ']') return this.bad('after array element');
      this.at += 1;
      if (next === ']') return undefined;
    }
  }
}

/** Deeper nesting is refused before it is scanned, as Go's decoder does (at 10000). */
const deepest = 2000;

/** What Go says where `text` is not a JSON object; `undefined` where it is one, or null. */
export function jsonMapError(text: string): string | undefined {
  let depth = 0;
  for (const char of text) {
    if (char === '{' || char === '[') depth += 1;
    if (depth > deepest) return 'exceeded max depth';
  }
  const problem = new Scanner(text).scan();
  if (problem !== undefined) return problem;
  const value: unknown = JSON.parse(text);
  const type = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  return type === 'object' ? undefined : `json: cannot unmarshal ${type} into Go value of type map[string]interface {}`;
}
