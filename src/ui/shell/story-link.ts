/** A story as a piece of text for the address: files, inputs and position, compressed. What comes from an address is hostile until read. */
import type { EditorFile } from '../stores/workspace.ts';
import type { SavedStory } from '../worker/protocol.ts';

export interface StoryLink {
  readonly files: readonly EditorFile[];
  readonly story: SavedStory;
}

/** What a link may unpack to. */
const MOST_BYTES = 8_000_000;

export async function packLink(link: StoryLink): Promise<string> {
  const stream = new Blob([JSON.stringify(link)]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** `undefined` where the text is no story. */
export async function unpackLink(text: string): Promise<StoryLink | undefined> {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
    const parts: Uint8Array[] = [];
    let size = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > MOST_BYTES) {
        await reader.cancel();
        return undefined;
      }
      parts.push(value);
    }
    const json: unknown = JSON.parse(await new Blob(parts as BlobPart[]).text());
    return isLink(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

function isLink(value: unknown): value is StoryLink {
  if (value === null || typeof value !== 'object') return false;
  const { files, story } = value as { files?: unknown; story?: unknown };
  if (
    !Array.isArray(files) ||
    !files.every((file: unknown) => file !== null && typeof file === 'object' && 'name' in file && typeof file.name === 'string' && 'text' in file && typeof file.text === 'string')
  )
    return false;
  if (story === null || typeof story !== 'object') return false;
  const { version, preset, step, branch, tape } = story as Record<string, unknown>;
  return (
    version === 1 &&
    typeof preset === 'string' &&
    Number.isInteger(step) &&
    Number.isInteger(branch) &&
    tape !== null &&
    typeof tape === 'object' &&
    Array.isArray((tape as { branches?: unknown }).branches)
  );
}
