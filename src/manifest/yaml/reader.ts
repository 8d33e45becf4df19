/** A cursor over the text that knows its line and column. */
import { CR, END, isBreak, LF } from './characters.ts';
import type { Mark } from './token.ts';

export class Reader {
  readonly text: string;
  index = 0;
  line = 0;
  column = 0;

  constructor(text: string) {
    this.text = text;
  }

  mark(): Mark {
    return { index: this.index, line: this.line, column: this.column };
  }
  /** The code `ahead` characters on; 0 past the end. */
  peek(ahead = 0): number {
    const at = this.index + ahead;
    return at < this.text.length ? this.text.charCodeAt(at) : END;
  }
  char(): string {
    return this.text[this.index] ?? '';
  }
  skip(count = 1): void {
    this.index += count;
    this.column += count;
  }
  /** Moves over characters while `accept` holds, and gives them. */
  take(accept: (code: number) => boolean): string {
    const start = this.index;
    while (this.index < this.text.length && accept(this.text.charCodeAt(this.index))) this.index++;
    this.column += this.index - start;
    return this.text.slice(start, this.index);
  }
  /** Moves over one line break, if one is here, and gives what it stands for. */
  takeBreak(): string {
    const code = this.peek();
    if (!isBreak(code)) return '';
    this.index += code === CR && this.peek(1) === LF ? 2 : 1;
    this.line++;
    this.column = 0;
    return code === 0x2028 || code === 0x2029 ? String.fromCharCode(code) : '\n';
  }
  /** `---` or `...` at the start of a line. */
  atDocumentIndicator(): boolean {
    if (this.column !== 0) return false;
    const code = this.peek();
    if ((code !== 45 && code !== 46) || this.peek(1) !== code || this.peek(2) !== code) return false;
    const after = this.peek(3);
    return after === END || after === 32 || after === 9 || isBreak(after);
  }
}
