/**
 * Columns of text whose width is that of their widest cell (upstream: Go's text/tabwriter; with `rememberWidths` liggitt/tabwriter).
 * A cell ends with a tab; a column is a run of lines that have a cell in it; what follows a line's last tab belongs to no column.
 */
export interface TabWriterOptions {
  readonly minWidth: number;
  readonly padding: number;
  /** Columns never get narrower than they were in what was flushed before. */
  readonly rememberWidths?: boolean;
}

/** What `kubectl get` writes with (upstream: cli-runtime `printers/tabwriter.go`). */
export const TABLE_WIDTHS: TabWriterOptions = { minWidth: 6, padding: 3, rememberWidths: true };

export class TabWriter {
  readonly #options: TabWriterOptions;
  readonly #write: (text: string) => void;
  #remembered: number[] = [];
  #lines: string[][] = [['']];

  constructor(options: TabWriterOptions, write: (text: string) => void) {
    this.#options = options;
    this.#write = write;
  }

  write(text: string): void {
    for (const piece of text.split(/([\t\n\v\f])/)) {
      const line = this.#lines.at(-1)!;
      if (piece === '\t' || piece === '\v') line.push('');
      else if (piece === '\n' || piece === '\f') {
        this.#lines.push(['']);
        // A line without a column cuts all columns, so nothing after it can change what stands before.
        if (piece === '\f' || line.length === 1) this.flush();
      } else line[line.length - 1] += piece;
    }
  }

  flush(): void {
    const lines = this.#lines;
    this.#lines = [['']];
    const out: string[] = [];
    this.#format(lines, 0, lines.length, [], out);
    const text = out.join('\n');
    if (text !== '') this.#write(text);
  }

  /** Lets the next columns be narrower than those before. */
  forgetWidths(): void {
    this.#remembered = [];
  }

  #format(lines: readonly string[][], from: number, to: number, widths: readonly number[], out: string[]): void {
    const column = widths.length;
    let start = from;
    for (let at = from; at < to; at += 1) {
      if (column >= lines[at]!.length - 1) continue;
      this.#put(lines, start, at, widths, out);
      start = at;
      let width = this.#options.minWidth;
      while (at < to && column < lines[at]!.length - 1) {
        width = Math.max(width, runes(lines[at]![column]!) + this.#options.padding);
        at += 1;
      }
      this.#format(lines, start, at, [...widths, this.#remember(column, width)], out);
      start = at;
      // The line that ended the block may begin another one further right, but not in this column: the loop's step may pass it.
    }
    this.#put(lines, start, to, widths, out);
  }

  #remember(column: number, width: number): number {
    if (!this.#options.rememberWidths) return width;
    return (this.#remembered[column] = Math.max(width, this.#remembered[column] ?? 0));
  }

  #put(lines: readonly string[][], from: number, to: number, widths: readonly number[], out: string[]): void {
    for (const line of lines.slice(from, to)) {
      out.push(line.map((cell, column) => (column < widths.length && column < line.length - 1 ? cell + ' '.repeat(Math.max(0, widths[column]! - runes(cell))) : cell)).join(''));
    }
  }
}

function runes(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
