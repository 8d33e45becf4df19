/** The images of the usual tutorials, in the sizes that they are pulled in and with what one sees of them: their port, their log line, how they take SIGTERM. */
import type { CatalogueImage } from './catalogue.ts';
import { DATA_STORES } from './families/data-stores.ts';
import { imagesOf } from './families/family.ts';
import { FAULTY } from './families/faulty.ts';
import { KUBERNETES } from './families/kubernetes.ts';
import { SYSTEMS_AND_LANGUAGES } from './families/systems-and-languages.ts';
import { WEB_SERVERS } from './families/web-servers.ts';

export const TUTORIAL_IMAGES: readonly CatalogueImage[] = imagesOf([...WEB_SERVERS, ...DATA_STORES, ...SYSTEMS_AND_LANGUAGES, ...KUBERNETES, ...FAULTY]);
