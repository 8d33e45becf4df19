/** Importing this puts all programs in place. */
import { installPrograms } from '../programs.ts';
import { programNamed } from './index.ts';
import { serve } from './network.ts';

installPrograms({ named: programNamed, serve });
