/** Files for the user to keep. */

export function download(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Saves what the stage draws, on the page's ground. Gives what to tell the user where there is nothing to save. */
export async function exportPicture(): Promise<string | undefined> {
  const stage = document.querySelector('[data-testid="stage"]');
  const canvases = [...(stage?.querySelectorAll('canvas') ?? [])].filter(({ width, height }) => width > 0 && height > 0);
  if (!stage || canvases.length === 0) return 'This stage has no picture: choose Rollout, Nodes or Timeline.';
  const ratio = devicePixelRatio || 1;
  const frame = stage.getBoundingClientRect();
  const picture = document.createElement('canvas');
  picture.width = Math.round(frame.width * ratio);
  picture.height = Math.round(frame.height * ratio);
  const context = picture.getContext('2d');
  if (!context) return 'This browser draws no pictures.';
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--pane');
  context.fillRect(0, 0, picture.width, picture.height);
  for (const canvas of canvases) {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    context.drawImage(canvas, (left - frame.left) * ratio, (top - frame.top) * ratio, width * ratio, height * ratio);
  }
  const content = await new Promise<Blob | null>((resolve) => {
    picture.toBlob(resolve, 'image/png');
  });
  if (!content) return 'The picture could not be made.';
  download('kubetick.png', content);
  return undefined;
}
