/** Upstream: pkg/apis/flowcontrol/validation/validation.go. */
import { deepEqual } from '../../../base/equal.ts';
import { forbidden, index, invalid, notSupported, required, type FieldError } from '../../meta/field-error.ts';
import { isDns1123Label, isDns1123Subdomain } from '../../meta/names.ts';
import { dnsLabel, dnsSubdomain, each } from '../checks.ts';
import { change } from '../fill.ts';
import type { Checks } from '../late-checks.ts';
import { goValue } from '../shapes/go-value.ts';
import { canonical } from '../shapes/shape.ts';
import { emptyStatus, keepOther } from '../strategy.ts';
import { builtInFlowSchemas, MANDATORY } from './built-in.ts';
import type { FlowRule, FlowSchema, FlowSubject, NonResourcePolicyRule, ResourcePolicyRule } from './types.ts';

const METHODS = ['ByNamespace', 'ByUser'];
const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch'];
const LAST_PRECEDENCE = 10_000;

function named(path: string, value: { readonly name?: string } | undefined, kind: string): FieldError[] {
  if (!value) return [required(path, `${path.slice(path.lastIndexOf('.') + 1)} is required when subject kind is '${kind}'`)];
  return value.name ? [] : [required(`${path}.name`)];
}

function account(path: string, value: FlowSubject['serviceAccount']): FieldError[] {
  if (!value) return named(path, value, 'ServiceAccount');
  return [
    ...(value.name === '' ? [required(`${path}.name`)] : value.name === '*' ? [] : dnsSubdomain(`${path}.name`, value.name)),
    ...(value.namespace === '' ? [required(`${path}.namespace`, 'must specify namespace for service account')] : dnsLabel(`${path}.namespace`, value.namespace)),
  ];
}

const OTHERS = { User: ['serviceAccount', 'group'], Group: ['serviceAccount', 'user'], ServiceAccount: ['user', 'group'] } as const;
const WORDS = { user: 'User', group: 'Group', serviceAccount: 'ServiceAccount' } as const;

function subject(path: string, one: FlowSubject): FieldError[] {
  const kind = one.kind as keyof typeof OTHERS;
  if (!Object.hasOwn(OTHERS, kind)) return [notSupported(`${path}.kind`, one.kind, ['Group', 'ServiceAccount', 'User'])];
  const own =
    kind === 'ServiceAccount' ? account(`${path}.serviceAccount`, one.serviceAccount) : named(`${path}.${kind.toLowerCase()}`, kind === 'User' ? one.user : one.group, kind);
  return [...own, ...OTHERS[kind].flatMap((field) => (one[field] ? [forbidden(`${path}.${field}`, `${field} is forbidden when subject kind is not '${WORDS[field]}'`)] : []))];
}

/** Words of which `*` stands alone. */
function words(path: string, values: readonly string[] | null | undefined, missing: string, what: string, known?: readonly string[]): FieldError[] {
  if (!values?.length) return [required(path, missing)];
  if (values.includes('*')) return values.length > 1 ? [invalid(path, values, `if '*' is present, must not specify other ${what}`)] : [];
  return known && values.some((value) => !known.includes(value)) ? [notSupported(path, values, known)] : [];
}

const verbs = (path: string, values: readonly string[] | null | undefined): FieldError[] => words(`${path}.verbs`, values, 'verbs must contain at least one value', 'verbs', VERBS);

function resourceRule(path: string, rule: ResourcePolicyRule): FieldError[] {
  const { clusterScope } = rule;
  const namespaces = rule.namespaces ?? [];
  return [
    ...verbs(path, rule.verbs),
    ...words(`${path}.apiGroups`, rule.apiGroups, 'resource rules must supply at least one api group', 'api groups'),
    ...words(`${path}.resources`, rule.resources, 'resource rules must supply at least one resource', 'resources'),
    ...(namespaces.length === 0 && clusterScope
      ? []
      : words(`${path}.namespaces`, namespaces, 'resource rules that are not cluster scoped must supply at least one namespace', 'namespaces')),
    ...(namespaces.includes('*')
      ? []
      : namespaces.flatMap((name, i) =>
          each(
            index(`${path}.namespaces`, i),
            name,
            isDns1123Label(name).map((text) => `each member of this list must be '*' or a DNS-1123 label; ${text}`),
          ),
        )),
  ];
}

function urlProblem(url: string): string | undefined {
  if (url === '') return 'must not be empty';
  if (url === '/') return undefined;
  if (!url.startsWith('/')) return 'must start with slash';
  if (url.includes(' ')) return 'must not contain white-space';
  if (url.includes('//')) return 'must not contain double slash';
  const stars = url.split('*').length - 1;
  return stars > 1 || (stars === 1 && !url.endsWith('/*')) ? 'wildcard can only do suffix matching' : undefined;
}

function nonResourceRule(path: string, rule: NonResourcePolicyRule): FieldError[] {
  const urls = rule.nonResourceURLs ?? [];
  return [
    ...verbs(path, rule.verbs),
    ...words(`${path}.nonResourceURLs`, urls, 'nonResourceURLs must contain at least one value', 'non-resource URLs'),
    ...(urls.includes('*')
      ? []
      : urls.flatMap((url, i) => {
          const problem = urlProblem(url);
          return problem === undefined ? [] : [invalid(index(`${path}.nonResourceURLs`, i), url, problem)];
        })),
  ];
}

function flowRule(path: string, rule: FlowRule): FieldError[] {
  const { resourceRules = [], nonResourceRules = [] } = rule;
  // Lists that are always written are null where they are empty.
  const subjects = rule.subjects ?? [];
  return [
    ...(subjects.length === 0 ? [required(`${path}.subjects`, 'subjects must contain at least one value')] : []),
    ...subjects.flatMap((one, i) => subject(index(`${path}.subjects`, i), one)),
    ...(resourceRules.length === 0 && nonResourceRules.length === 0 ? [required(path, 'at least one of resourceRules and nonResourceRules has to be non-empty')] : []),
    ...resourceRules.flatMap((one, i) => resourceRule(index(`${path}.resourceRules`, i), one)),
    ...nonResourceRules.flatMap((one, i) => nonResourceRule(index(`${path}.nonResourceRules`, i), one)),
  ];
}

function validate({ metadata: { name }, spec }: FlowSchema): readonly FieldError[] {
  const { matchingPrecedence: precedence, distinguisherMethod: method, rules = [] } = spec;
  const level = spec.priorityLevelConfiguration.name;
  const at = 'spec.matchingPrecedence';
  return [
    ...(precedence <= 0 ? [invalid(at, precedence, 'must be a positive value')] : []),
    ...(precedence > LAST_PRECEDENCE ? [invalid(at, precedence, `must not be greater than ${LAST_PRECEDENCE}`)] : []),
    ...(precedence === 1 && name !== 'exempt' ? [invalid(at, precedence, "only the schema named 'exempt' may have matchingPrecedence 1")] : []),
    ...(method && !METHODS.includes(method.type) ? [notSupported('spec.distinguisherMethod.type', goValue('flowcontrol.v1.FlowDistinguisherMethod', method), METHODS)] : []),
    ...(level
      ? each('spec.priorityLevelConfiguration.name', level, isDns1123Subdomain(level))
      : [required('spec.priorityLevelConfiguration.name', 'must reference a priority level')]),
    ...rules.flatMap((rule, i) => flowRule(index('spec.rules', i), rule)),
    ...(MANDATORY.has(name) && !deepEqual(spec, canonical('flowcontrol.v1.FlowSchemaSpec', builtInFlowSchemas[name]!))
      ? [invalid('spec', goValue('flowcontrol.v1.FlowSchemaSpec', spec), `spec of '${name}' must equal the fixed value`)]
      : []),
  ];
}

/** Upstream: pkg/apis/flowcontrol/v1/defaults.go. */
const DEFAULT_PRECEDENCE = 1000;

function defaultFlowSchema(object: FlowSchema): FlowSchema {
  const schema = canonical('flowcontrol.v1.FlowSchema', object);
  return schema.spec.matchingPrecedence === 0 ? change(schema, { spec: { ...schema.spec, matchingPrecedence: DEFAULT_PRECEDENCE } }) : schema;
}

export const flowSchemaChecks: Checks<FlowSchema> = { applyDefaults: defaultFlowSchema, prepareForCreate: emptyStatus({}), prepareForUpdate: keepOther, validate };
