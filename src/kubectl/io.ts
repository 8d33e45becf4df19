/** What a kubectl command may touch besides the cluster: its streams, the files of its folder, and the host's shell. All of it is synchronous. */
import type { OpenPort } from './forwarding.ts';
import type { Task } from '../engine/client.ts';

export interface FileEntry {
  readonly name: string;
  readonly directory: boolean;
}

/** Paths are as the user wrote them; the host resolves them against the working folder. */
export interface Files {
  /** `undefined`: there is no such path. */
  kind(path: string): 'file' | 'directory' | undefined;
  /** The text of a file; `undefined` where there is none. */
  read(path: string): string | undefined;
  /** The bytes of a file, for those that may not be text. */
  readBytes(path: string): Uint8Array | undefined;
  write(path: string, content: string | Uint8Array): void;
  /** The entries of a folder in name order; `undefined` where it is none. */
  list(path: string): readonly FileEntry[] | undefined;
  remove(path: string): void;
}

export interface Io {
  stdout(text: string): void;
  stderr(text: string): void;
  /** All of standard input; `undefined` where it is not connected. */
  readonly stdin?: string;
  readonly files: Files;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Runs a command line of the host's shell (KUBE_EDITOR, KUBECTL_EXTERNAL_DIFF) on the same streams and gives its exit code. */
  readonly shell?: (commandLine: string) => Task<number>;
  /** The host's own editor, where nobody has chosen another: changes the file, and gives its exit code. */
  readonly edit?: (path: string) => Task<number>;
  /** Opens ports to whoever is at the host, until what it gives is called. `undefined`: nobody can connect to ports here. */
  readonly forward?: (ports: readonly OpenPort[], say: (text: string) => void) => () => void;
}
