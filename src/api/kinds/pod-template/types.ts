/** PodTemplate (upstream: api core/v1/types.go). */
import type { KubeObject } from '../../meta/types.ts';
import type { PodTemplateSpec } from '../pod/types.ts';

export interface PodTemplate extends KubeObject {
  readonly kind: 'PodTemplate';
  readonly apiVersion: 'v1';
  readonly template: PodTemplateSpec;
}
