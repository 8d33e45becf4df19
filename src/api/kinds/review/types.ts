/** Reviews (upstream: api authentication/v1/types.go, authorization/v1/types.go). */
import type { KubeObject } from '../../meta/types.ts';

export interface UserInfo {
  readonly username?: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

interface SelectorRequirement {
  readonly key?: string;
  readonly operator?: string;
  readonly values?: readonly string[];
}

export interface SelectorAttributes {
  readonly rawSelector?: string;
  readonly requirements?: readonly SelectorRequirement[];
}

export interface AccessReviewSpec {
  readonly resourceAttributes?: { readonly namespace?: string; readonly fieldSelector?: SelectorAttributes; readonly labelSelector?: SelectorAttributes };
  readonly nonResourceAttributes?: object;
  readonly user?: string;
  readonly groups?: readonly string[];
}

/** SubjectAccessReview, LocalSubjectAccessReview and SelfSubjectAccessReview. */
export interface AccessReview extends KubeObject {
  readonly spec: AccessReviewSpec;
  readonly status: { readonly allowed: boolean };
}

export interface RulesReview extends KubeObject {
  readonly spec: { readonly namespace?: string };
  readonly status: object;
}

export interface SelfReview extends KubeObject {
  readonly status: { readonly userInfo: UserInfo };
}

export interface TokenReview extends KubeObject {
  readonly spec: { readonly token?: string; readonly audiences?: readonly string[] };
  readonly status: { readonly authenticated?: boolean; readonly user: UserInfo; readonly audiences?: readonly string[]; readonly error?: string };
}

/** Who talks to the simulated cluster. */
export const ADMINISTRATOR = { username: 'kubernetes-admin', uid: '1', groups: ['system:masters', 'system:authenticated'] } as const;
