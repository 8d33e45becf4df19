/** Importing this puts the published schemas in place. */
import goTypes from './data/go-types.json';
import schemas from './data/schemas.json';
import { installSchemas, type Published } from './schema.ts';

installSchemas({ schemas, goTypes } as unknown as Published);
