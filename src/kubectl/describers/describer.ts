import type { Task } from '../../engine/client.ts';
import type { Wire } from './wire.ts';

export interface DescribeSettings {
  readonly showEvents: boolean;
}

/** Text about an object that was just fetched; asks the server for what belongs to it. */
export type Describer = (object: Wire, settings: DescribeSettings) => Task<string>;
