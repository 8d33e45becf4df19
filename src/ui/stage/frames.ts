/**
 * The one owner of animation frames. What draws asks for a frame; in a frame every drawer runs once, and those that are still moving
 * ask again. With nothing to draw the page rests.
 */
type Drawer = (now: number) => boolean;

class Frames {
  private readonly due = new Set<Drawer>();
  private handle: number | undefined;

  /** Runs `drawer` in the next frame; returning true keeps it running. */
  request(drawer: Drawer): void {
    this.due.add(drawer);
    this.handle ??= requestAnimationFrame(this.run);
  }

  cancel(drawer: Drawer): void {
    this.due.delete(drawer);
  }

  private readonly run = (now: number): void => {
    this.handle = undefined;
    const drawers = [...this.due];
    this.due.clear();
    for (const drawer of drawers) if (drawer(now)) this.request(drawer);
  };
}

export const frames = new Frames();
