import { TabWriter } from '../printers/tab-writer.ts';

/** Collects a description line by line, each with its indentation, and aligns the columns at the end (upstream: pkg/describe, PrefixWriter). */
export class PrefixWriter {
  #text = '';
  readonly #indent: number;
  readonly #parent: PrefixWriter | undefined;

  constructor(parent?: PrefixWriter, indent = 0) {
    this.#parent = parent;
    this.#indent = indent;
  }

  /** Appends `text`, indented by two blanks per level. Ends no line by itself. */
  write(level: number, text: string): void {
    if (this.#parent) this.#parent.write(level + this.#indent, text);
    else this.#text += escapeTerminal('  '.repeat(level) + text);
  }

  /** The same writer, `levels` further in. */
  nested(levels: number): PrefixWriter {
    return new PrefixWriter(this, levels);
  }

  /** The text as it was written, its columns not aligned. */
  get raw(): string {
    return this.#text;
  }

  toString(): string {
    let out = '';
    const columns = new TabWriter({ minWidth: 0, padding: 2 }, (text) => {
      out += text;
    });
    columns.write(this.#text);
    columns.flush();
    return out;
  }
}

/** Control characters of a terminal are shown, not sent (upstream: cli-runtime pkg/printers/terminal.go). */
const escapeTerminal = (text: string): string => text.replaceAll('\u001b', '^[').replaceAll('\r', '\\r');

/** Runs `describe` with a new writer and gives the aligned text. */
export function description(describe: (w: PrefixWriter) => void): string {
  const w = new PrefixWriter();
  describe(w);
  return w.toString();
}
