import { cluster } from '../client/session.ts';
import { ownFiles, useWorkspace } from '../stores/workspace.ts';
import { packLink } from './story-link.ts';

/** Longer addresses are cut by what people paste them into. */
const LONGEST = 60_000;

/** Makes a link that replays the story, puts it into the address and on the clipboard. Gives what to tell the user. */
export async function share(): Promise<string> {
  const text = await packLink({ files: ownFiles(), story: await cluster.save(), bookmarks: useWorkspace.getState().bookmarks });
  if (text.length > LONGEST) return 'This story is too long for a link.';
  const url = `${location.href.split('#')[0]}#s=${text}`;
  history.replaceState(null, '', url);
  try {
    await navigator.clipboard.writeText(url);
    return 'The link is on the clipboard: it replays this story to this step.';
  } catch {
    return 'The link is in the address bar: it replays this story to this step.';
  }
}
