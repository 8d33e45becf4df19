/** Images as data: what a container of one starts, and with what. */
import { load } from 'js-yaml';
import { err, ok, type Result } from '../../base/result.ts';

export interface CatalogueImage {
  /** As people write it: `nginx:1.25`, `gcr.io/kuar-demo/kuard-amd64:1`. */
  readonly image: string;
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  /** `KEY=value`, in order. */
  readonly env?: readonly string[];
  /** Ports that the image declares. */
  readonly ports?: readonly number[];
  /** `1000`, `1000:1000` or a name of its /etc/passwd; absent: root. */
  readonly user?: string;
  readonly workingDir?: string;
  readonly stopSignal?: string;
  /** Text files over those of every image, by path; those that start with `#!` can be run. */
  readonly files?: Readonly<Record<string, string>>;
  /** Programs in /usr/bin beyond those of every image: `curl`, `stress`. */
  readonly programs?: readonly string[];
  /** Ports at which its programs answer gRPC's health protocol. */
  readonly grpc?: readonly number[];
  /** Bytes of its layers, which decide how long a pull takes. */
  readonly size?: number;
}

/** Reads a catalogue in the form of `conformance/images.yaml`. */
export function parseCatalogue(text: string): Result<readonly CatalogueImage[], string> {
  let raw: unknown;
  try {
    raw = load(text);
  } catch (error) {
    return err(`the catalogue of images is not YAML: ${(error as Error).message}`);
  }
  if (!Array.isArray(raw)) return err('a catalogue of images is a list');
  const images: CatalogueImage[] = [];
  for (const [at, entry] of raw.entries()) {
    const problem = problemOf(entry);
    if (problem) return err(`image ${at + 1}: ${problem}`);
    images.push(entry as CatalogueImage);
  }
  return ok(images);
}

function problemOf(entry: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null || typeof (entry as CatalogueImage).image !== 'string') return 'it has no name under `image`';
  const { entrypoint, cmd, env, ports, grpc, files } = entry as Record<string, unknown>;
  for (const [name, list] of Object.entries({ entrypoint, cmd, env }))
    if (list !== undefined && !(Array.isArray(list) && list.every((item) => typeof item === 'string'))) return `\`${name}\` is not a list of texts`;
  if (ports !== undefined && !(Array.isArray(ports) && ports.every(Number.isInteger))) return '`ports` is not a list of numbers';
  if (grpc !== undefined && !(Array.isArray(grpc) && grpc.every(Number.isInteger))) return '`grpc` is not a list of numbers';
  if (files !== undefined && !(typeof files === 'object' && files !== null && Object.values(files).every((file) => typeof file === 'string')))
    return '`files` does not map paths to texts';
  return undefined;
}
