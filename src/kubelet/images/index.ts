/** Catalogues of images. */
import { createImageSource } from './image-source.ts';
import { TUTORIAL_IMAGES } from './tutorial-images.ts';

export type { CatalogueImage } from './catalogue.ts';
export { createImageSource, withFurtherImages } from './image-source.ts';

/** What the page's registries hold; nodes start with empty disks. */
export const tutorialImages = createImageSource(TUTORIAL_IMAGES, { preloaded: false });
