/** Lists of conditions as the controllers keep them: one of a type, and one that is set anew goes to the end. */
interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly lastTransitionTime?: string | null;
}

export const findCondition = <T extends { readonly type: string }>(conditions: readonly T[] | undefined, type: string): T | undefined =>
  conditions?.find((condition) => condition.type === type);

export const withoutCondition = <T extends { readonly type: string }>(conditions: readonly T[] | undefined, type: string): readonly T[] =>
  conditions?.filter((condition) => condition.type !== type) ?? [];

/**
 * Sets a condition unless one of the same status and reason is there. It moves to the end, and keeps its transition time while its status
 * stays (upstream: deployment_util.go SetDeploymentCondition and its siblings).
 */
export function setCondition<T extends Condition>(conditions: readonly T[] | undefined, condition: T): readonly T[] {
  const current = findCondition(conditions, condition.type);
  if (current && current.status === condition.status && current.reason === condition.reason) return conditions!;
  const kept = current?.status === condition.status ? { ...condition, lastTransitionTime: current.lastTransitionTime } : condition;
  return [...withoutCondition(conditions, condition.type), kept];
}
