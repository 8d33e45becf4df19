/** Questions to the API server about who one is and what one may do. Everybody may do everything here, as on the recorded cluster. */
import type { KindDescriptor } from '../../descriptor.ts';
import type { KubeObject } from '../../meta/types.ts';
import { lateAnswer } from '../late-checks.ts';
import { createdAtColumn } from '../printing.ts';
import { canonical } from '../shapes/shape.ts';
import { defineKind } from '../strategy.ts';

const question = (group: 'authentication' | 'authorization', kind: string, namespaced = false): KindDescriptor =>
  defineKind<KubeObject>({
    group: `${group}.k8s.io`,
    version: 'v1',
    kind,
    plural: `${kind.toLowerCase()}s`,
    singular: kind.toLowerCase(),
    shortNames: [],
    namespaced,
    verbs: ['create'],
    hasStatus: true,
    schema: `io.k8s.api.${group}.v1.${kind}`,
    applyDefaults: (object) => canonical(`${group}.v1.${kind}`, object),
    generation: false,
    ...lateAnswer(kind),
    columns: [createdAtColumn],
  });

export const reviews: readonly KindDescriptor[] = [
  question('authentication', 'SelfSubjectReview'),
  question('authentication', 'TokenReview'),
  question('authorization', 'LocalSubjectAccessReview', true),
  question('authorization', 'SelfSubjectAccessReview'),
  question('authorization', 'SelfSubjectRulesReview'),
  question('authorization', 'SubjectAccessReview'),
];
