import type { FlowSchema } from '../../api/kinds/flow-schema/types.ts';
import type { Context, Outcome } from '../../engine/component.ts';
import { splitKey } from '../common/owner.ts';
import { SCHEMAS, wanted } from './flow-schema-status.ts';

export function reconcileFlowSchema(context: Context, key: string): Outcome {
  const { name } = splitKey(key);
  const schema = context.get<FlowSchema>(SCHEMAS, undefined, name);
  const next = schema && wanted(context, schema);
  if (!next) return { decision: `The status of flow schema ${name} is up to date.`, idle: true };
  const conditions = schema.status.conditions ?? [];
  const before = conditions.find(({ type }) => type === next.type);
  const changed = { ...next, lastTransitionTime: before?.status === next.status ? before.lastTransitionTime : context.timestamp };
  context.updateStatus<FlowSchema>(SCHEMAS, { ...schema, status: { conditions: [...conditions.filter(({ type }) => type !== next.type), changed] } });
  return { decision: `Flow schema ${name}: ${next.message}.` };
}
