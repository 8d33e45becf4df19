/** What the kubelet asks an image catalogue. */
import type { Result } from '../base/result.ts';
import type { DirectoryNode } from './process/types.ts';

export interface KnownImage {
  /** With registry and tag, as the runtime names it: `docker.io/library/nginx:1.25`. */
  readonly name: string;
  /** What a container status shows as `imageID`. */
  readonly id: string;
  /** Bytes. */
  readonly size: number;
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** `1000`, `1000:1000`, `nginx`: as the image's configuration has it; absent: root. */
  readonly user?: string;
  readonly workingDir?: string;
  readonly stopSignal?: string;
  /** Ports at which it answers gRPC's health protocol. */
  readonly grpc?: readonly number[];
}

export type Lookup =
  | { readonly found: KnownImage }
  /** The registry's answer to a pull: the text after `Failed to pull image "x": `, and the part that the container's status shows. */
  | { readonly missing: string };

export interface ImageSource {
  /** The name with its default tag, or why it can't be one: `couldn't parse image name "A": invalid reference format: …`. */
  normalize(image: string): Result<string, string>;
  lookup(image: string): Lookup;
  /** The files of a found image, by its full name. */
  files(name: string): DirectoryNode;
  /** Whether a fresh node has the image on its disk. */
  preloaded(image: string): boolean;
}
