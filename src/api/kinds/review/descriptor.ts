/** Questions to the API server about who one is and what one may do. Everybody may do everything here, as on the recorded cluster. */
import type { KindDescriptor } from '../../descriptor.ts';
import type { KubeObject } from '../../meta/types.ts';
import { lateAnswer, lateChecks } from '../late-checks.ts';
import { createdAtColumn } from '../printing.ts';
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
    generation: false,
    ...lateChecks(`io.k8s.api.${group}.v1.${kind}`),
    answer: lateAnswer(`io.k8s.api.${group}.v1.${kind}`),
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
