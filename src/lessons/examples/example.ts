/** A story to start from: files, the commands that have been run, and the one to try next. */
export interface Example {
  readonly id: string;
  readonly title: string;
  /** One or two sentences: what it shows. */
  readonly text: string;
  /** File name → text. */
  readonly files: Readonly<Record<string, string>>;
  /** Command lines that are run at once, in order. */
  readonly run: readonly string[];
  /** Put at the prompt, for the reader to run. */
  readonly next?: string;
}
