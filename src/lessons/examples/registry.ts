import { batch } from './batch.ts';
import { configuration } from './configuration.ts';
import type { Example } from './example.ts';
import { health } from './health.ts';
import { multiContainer } from './multi-container.ts';
import { nodes } from './nodes.ts';
import { rollouts } from './rollouts.ts';
import { services } from './services.ts';

export interface Topic {
  readonly title: string;
  readonly examples: readonly Example[];
}

/** The gallery by topic, in its order. */
export const topics: readonly Topic[] = [
  { title: 'Rollouts', examples: rollouts },
  { title: 'Commands and configuration', examples: configuration },
  { title: 'Pods of several containers', examples: multiContainer },
  { title: 'Health and labels', examples: health },
  { title: 'Services', examples: services },
  { title: 'Jobs', examples: batch },
  { title: 'Nodes and scaling', examples: nodes },
];

export const examples: readonly Example[] = topics.flatMap((topic) => topic.examples);
