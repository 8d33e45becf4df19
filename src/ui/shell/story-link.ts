/** A story as a piece of text for the address: files, inputs and position, compressed. What comes from an address is hostile until read. */
import type { Bookmark, EditorFile } from '../stores/workspace.ts';
import type { SavedStory } from '../worker/protocol.ts';

export interface StoryLink {
  readonly files: readonly EditorFile[];
  readonly story: SavedStory;
  readonly bookmarks?: readonly Bookmark[];
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
    return readStory(await new Blob(parts as BlobPart[]).text());
  } catch {
    return undefined;
  }
}

/** A story from its JSON; `undefined` where the text is none. What comes back has only what it should have, within bounds. */
export function readStory(text: string): StoryLink | undefined {
  try {
    // No key of a stranger's may reach a prototype.
    const json: unknown = JSON.parse(text, (key, value: unknown) => (key === '__proto__' ? undefined : value));
    return isLink(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

const MOST = { files: 200, name: 200, bookmarks: 50, branches: 200, inputs: 20_000, steps: 2_000_000 };
/** Virtual milliseconds since the epoch: up to the year 2200. */
const LATEST = Date.UTC(2200, 0, 1);

const isRecord = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object' && !Array.isArray(value);
const isCount = (value: unknown, most: number): value is number => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;
const isTime = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= LATEST;
const isListOf = (value: unknown, most: number, fits: (one: unknown) => boolean): value is unknown[] => Array.isArray(value) && value.length <= most && value.every(fits);
const isText = (value: unknown, most: number): boolean => typeof value === 'string' && value.length <= most;

function isLink(value: unknown): value is StoryLink {
  if (!isRecord(value) || !isRecord(value['story'])) return false;
  const { files, story, bookmarks } = value;
  return (
    isListOf(files, MOST.files, (file) => isRecord(file) && isText(file['name'], MOST.name) && file['name'] !== '' && typeof file['text'] === 'string') &&
    (bookmarks === undefined || isListOf(bookmarks, MOST.bookmarks, isBookmark)) &&
    isStory(story)
  );
}

const isBookmark = (one: unknown): boolean =>
  isRecord(one) && isCount(one['step'], MOST.steps) && isCount(one['branch'], MOST.steps) && isTime(one['time']) && (one['name'] === undefined || isText(one['name'], MOST.name));

function isStory(story: unknown): boolean {
  if (!isRecord(story) || !isRecord(story['tape'])) return false;
  const { version, preset, step, branch, tape } = story;
  return (
    version === 1 &&
    isText(preset, MOST.name) &&
    isCount(step, MOST.steps) &&
    isCount(branch, MOST.steps) &&
    isListOf(tape['branches'], MOST.branches, isBranch) &&
    tape['branches'].reduce<number>((sum, one) => sum + (one as { inputs: unknown[] }).inputs.length, 0) <= MOST.inputs
  );
}

function isBranch(branch: unknown): boolean {
  if (!isRecord(branch) || !isRecord(branch['end'])) return false;
  const { id, name, from, inputs, end } = branch;
  return (
    (id === undefined || isCount(id, MOST.steps)) &&
    (name === undefined || isText(name, MOST.name)) &&
    (from === undefined || (isRecord(from) && isCount(from['branch'], MOST.steps) && isCount(from['step'], MOST.steps))) &&
    isCount(end['step'], MOST.steps) &&
    isTime(end['time']) &&
    isListOf(inputs, MOST.inputs, isInput)
  );
}

function isInput(taped: unknown): boolean {
  if (!isRecord(taped) || !isCount(taped['after'], MOST.steps) || !isTime(taped['time']) || !isRecord(taped['input'])) return false;
  const { input, request, fault, args, by } = taped['input'];
  if (by !== undefined && typeof by !== 'string') return false;
  return input === 'request'
    ? isRecord(request) && typeof request['verb'] === 'string' && typeof request['resource'] === 'string'
    : input === 'fault' && typeof fault === 'string' && isRecord(args);
}
