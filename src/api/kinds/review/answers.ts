/** Upstream: pkg/apis/authorization/validation/validation.go, pkg/registry/{authentication,authorization}. */
import { err, ok } from '../../../base/result.ts';
import { forbidden, index, invalid, required, type FieldError } from '../../meta/field-error.ts';
import { badRequest } from '../../meta/status.ts';
import type { KubeObject } from '../../meta/types.ts';
import { labelName } from '../checks.ts';
import type { Checks } from '../late-checks.ts';
import { goValue } from '../shapes/go-value.ts';
import { readToken } from './token.ts';
import { ADMINISTRATOR, type AccessReview, type AccessReviewSpec, type RulesReview, type SelectorAttributes, type SelfReview, type TokenReview } from './types.ts';

function selector(path: string, attributes: SelectorAttributes | undefined, checkKey: (path: string, key: string) => readonly FieldError[]): FieldError[] {
  if (!attributes) return [];
  const { rawSelector = '', requirements = [] } = attributes;
  const errors: FieldError[] = [];
  if (rawSelector !== '' && requirements.length > 0) errors.push(invalid(`${path}.rawSelector`, rawSelector, 'may not specified at the same time as requirements'));
  if (rawSelector === '' && requirements.length === 0) errors.push(required(`${path}.requirements`, `when ${path} is specified, requirements or rawSelector is required`));
  for (const [i, { key = '', operator = '', values = [] }] of requirements.entries()) {
    const at = index(`${path}.requirements`, i);
    if ((operator === 'In' || operator === 'NotIn') && values.length === 0) errors.push(required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    if ((operator === 'Exists' || operator === 'DoesNotExist') && values.length > 0) {
      errors.push(forbidden(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
    }
    errors.push(...checkKey(`${at}.key`, key));
  }
  return errors;
}

const fieldKey = (path: string, key: string): readonly FieldError[] => (key === '' ? [required(path, 'must be specified')] : []);

function accessSpec({ resourceAttributes: resource, nonResourceAttributes: other, user, groups = [] }: AccessReviewSpec, named: boolean): FieldError[] {
  return [
    ...(resource && other
      ? [invalid('spec.nonResourceAttributes', goValue('authorization.v1.NonResourceAttributes', other), 'cannot be specified in combination with resourceAttributes')]
      : []),
    ...(resource || other ? [] : [invalid('spec.resourceAttributes', null, 'exactly one of nonResourceAttributes or resourceAttributes must be specified')]),
    ...(named && !user && groups.length === 0 ? [invalid('spec.user', '', 'at least one of user or group must be specified')] : []),
    ...selector('spec.resourceAttributes.fieldSelector', resource?.fieldSelector, fieldKey),
    ...selector('spec.resourceAttributes.labelSelector', resource?.labelSelector, labelName),
  ];
}

/** A question has no name and no labels. */
function emptyMetadata({ metadata }: KubeObject, butNamespace = false): FieldError[] {
  const { managedFields: _, namespace, ...rest } = metadata as KubeObject['metadata'];
  const left = Object.keys(rest).length > 0 || (namespace !== undefined && !butNamespace);
  return left ? [invalid('metadata', metadata, butNamespace ? 'must be empty except for namespace' : 'must be empty')] : [];
}

const allowed = <T extends AccessReview>(review: T) => ok({ ...review, status: { allowed: true } });

export const subjectAccess: Checks<AccessReview> = { validate: (review) => [...accessSpec(review.spec, true), ...emptyMetadata(review)], answer: allowed };
export const selfSubjectAccess: Checks<AccessReview> = { validate: (review) => [...accessSpec(review.spec, false), ...emptyMetadata(review)], answer: allowed };

export const localSubjectAccess: Checks<AccessReview> = {
  validate: (review) => {
    const { resourceAttributes: resource, nonResourceAttributes: other } = review.spec;
    return [
      ...accessSpec(review.spec, true),
      ...emptyMetadata(review, true),
      ...(resource && (resource.namespace ?? '') !== review.metadata.namespace
        ? [invalid('spec.resourceAttributes.namespace', resource.namespace ?? '', 'must match metadata.namespace')]
        : []),
      ...(other ? [invalid('spec.nonResourceAttributes', goValue('authorization.v1.NonResourceAttributes', other), 'disallowed on this kind of request')] : []),
    ];
  },
  answer: allowed,
};

export const selfSubjectRules: Checks<RulesReview> = {
  validate: () => [],
  answer: ({ spec, ...review }) =>
    spec.namespace
      ? ok({
          ...review,
          // The answer does not repeat the question.
          metadata: {} as RulesReview['metadata'],
          spec: {},
          status: {
            resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
            nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
            incomplete: false,
          },
        })
      : err(badRequest('no namespace on request')),
};

export const selfSubject: Checks<SelfReview> = {
  validate: () => [],
  answer: (review, { timestamp }) =>
    ok({ ...review, metadata: { ...review.metadata, creationTimestamp: timestamp }, status: { userInfo: { ...ADMINISTRATOR, groups: [...ADMINISTRATOR.groups] } } }),
};

export const token: Checks<TokenReview> = {
  validate: () => [],
  answer: (review, context) => {
    const { token: text = '', audiences = [] } = review.spec;
    return text === '' ? err(badRequest('token is required for TokenReview in authentication')) : ok({ ...review, status: readToken(text, audiences, context) });
  },
};
