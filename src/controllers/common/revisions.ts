/** ControllerRevisions: the pod templates that a StatefulSet or a DaemonSet had (upstream: pkg/controller/history/controller_history.go). */
import type { ControllerRevision } from '../../api/kinds/controller-revision/types.ts';
import type { PodTemplateSpec } from '../../api/kinds/pod/types.ts';
import type { Status } from '../../api/meta/status.ts';
import type { KubeObject } from '../../api/meta/types.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Context } from '../../engine/component.ts';
import { dataHash, templateFingerprint, templateHash } from './hash.ts';
import { controllerReference } from './owner.ts';

export const REVISIONS = 'controllerrevisions.apps';
/** On pods: which revision they were made from. */
export const REVISION_LABEL = 'controller-revision-hash';

interface RevisionData {
  readonly spec: { readonly template: PodTemplateSpec & { readonly $patch: 'replace' } };
}

/** The template that a revision holds. */
export function templateOf(revision: ControllerRevision): PodTemplateSpec {
  const { $patch: _, ...template } = (revision.data as unknown as RevisionData).spec.template;
  return template;
}

export const holdsTemplate = (revision: ControllerRevision, template: PodTemplateSpec): boolean => templateFingerprint(templateOf(revision)) === templateFingerprint(template);

/** Oldest first. */
export const byRevision = (a: ControllerRevision, b: ControllerRevision): number => {
  if (a.revision !== b.revision) return a.revision - b.revision;
  if (a.metadata.creationTimestamp !== b.metadata.creationTimestamp) return a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : 1;
  return a.metadata.name < b.metadata.name ? -1 : 1;
};

export interface NewRevision {
  readonly owner: KubeObject;
  readonly template: PodTemplateSpec;
  readonly revision: number;
  readonly collisions: number;
  /** What the name is made of: a StatefulSet hashes the revision's data, a DaemonSet its template. */
  readonly hashOf: 'data' | 'template';
  /** Under which the revision carries its own hash. */
  readonly hashLabel: string;
}

/** Stores a template under a name made of its hash; where the name is taken by another template, under the next. Gives the collisions met so far, too. */
export function createRevision(
  context: Context,
  { owner, template, revision, collisions, hashOf, hashLabel }: NewRevision,
): Result<{ readonly revision: ControllerRevision; readonly collisions: number }, Status> {
  const data = { spec: { template: { ...template, $patch: 'replace' } } };
  for (let probe = collisions; ; probe += 1) {
    const hash = hashOf === 'data' ? dataHash(data, probe) : templateHash(template, probe === 0 ? undefined : probe);
    const name = `${owner.metadata.name.slice(0, 223)}-${hash}`;
    const { annotations } = owner.metadata;
    const created = context.create<ControllerRevision>(REVISIONS, {
      apiVersion: 'apps/v1',
      kind: 'ControllerRevision',
      metadata: {
        name,
        namespace: owner.metadata.namespace,
        labels: { ...template.metadata?.labels, [hashLabel]: hash },
        ...(annotations && { annotations }),
        ownerReferences: [controllerReference(owner)],
      },
      data,
      revision,
    } as unknown as Omit<ControllerRevision, 'metadata'> & { metadata: object });
    if (created.ok) return ok({ revision: created.value, collisions: probe });
    if (created.error.reason !== 'AlreadyExists') return err(created.error);
    const existing = context.get<ControllerRevision>(REVISIONS, owner.metadata.namespace, name);
    if (existing && holdsTemplate(existing, template)) return ok({ revision: existing, collisions: probe });
  }
}
