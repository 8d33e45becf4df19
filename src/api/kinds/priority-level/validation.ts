/** Upstream: pkg/apis/flowcontrol/validation/validation.go; apiserver `pkg/util/shufflesharding`. */
import { deepEqual } from '../../../base/equal.ts';
import { forbidden, invalid, notSupported, required, type FieldError } from '../../meta/field-error.ts';
import { change, fill, given } from '../fill.ts';
import type { Checks } from '../late-checks.ts';
import { goValue } from '../shapes/go-value.ts';
import { canonical } from '../shapes/shape.ts';
import { emptyStatus, keepOther } from '../strategy.ts';
import { builtInLevels } from './built-in.ts';
import type { ExemptLevel, LimitedLevel, PriorityLevelConfiguration, Queuing } from './types.ts';

const TYPE = 'flowcontrol.v1.PriorityLevelConfigurationSpec';
const MOST_QUEUES = 10_000_000;
/** Bits of a hash that dealing queues may use up. */
const HASH_BITS = 60;

const percent = (path: string, value: number | undefined): FieldError[] =>
  value !== undefined && (value < 0 || value > 100) ? [invalid(path, value, 'must be between 0 and 100, inclusive')] : [];
const natural = (path: string, value: number | undefined, prefix = ''): FieldError[] =>
  value !== undefined && value < 0 ? [invalid(path, value, `${prefix}must be a non-negative integer`)] : [];

function checkQueuing(path: string, { queues, handSize, queueLengthLimit }: Queuing): FieldError[] {
  const errors: FieldError[] = [];
  if (queueLengthLimit <= 0) errors.push(invalid(`${path}.queueLengthLimit`, queueLengthLimit, 'must be positive'));
  if (queues <= 0) errors.push(invalid(`${path}.queues`, queues, 'must be positive'));
  else if (queues > MOST_QUEUES) errors.push(invalid(`${path}.queues`, queues, `must not be greater than ${MOST_QUEUES}`));
  const bad = (why: string): number => errors.push(invalid(`${path}.handSize`, handSize, why));
  if (handSize <= 0) bad('must be positive');
  else if (handSize > queues) bad(`should not be greater than queues (${queues})`);
  else if (Math.ceil(Math.log2(queues) * handSize) > HASH_BITS) {
    bad(`required entropy bits of deckSize ${queues} and handSize ${handSize} should not be greater than ${HASH_BITS}`);
  }
  return errors;
}

function checkLimited(path: string, { nominalConcurrencyShares, limitResponse, lendablePercent, borrowingLimitPercent }: LimitedLevel): FieldError[] {
  const { type, queuing } = limitResponse;
  const at = `${path}.limitResponse`;
  return [
    ...natural(`${path}.nominalConcurrencyShares`, nominalConcurrencyShares),
    ...(type === 'Reject'
      ? queuing
        ? [forbidden(`${at}.queuing`, 'must be nil if limited.limitResponse.type is not Limited')]
        : []
      : type === 'Queue'
        ? queuing
          ? checkQueuing(`${at}.queuing`, queuing)
          : [required(`${at}.queuing`, 'must not be empty if limited.limitResponse.type is Limited')]
        : [notSupported(`${at}.type`, type, ['Queue', 'Reject'])]),
    ...percent(`${path}.lendablePercent`, lendablePercent),
    ...natural(`${path}.borrowingLimitPercent`, borrowingLimitPercent, 'if specified, '),
  ];
}

const checkExempt = (path: string, { nominalConcurrencyShares, lendablePercent }: ExemptLevel): FieldError[] => [
  ...natural(`${path}.nominalConcurrencyShares`, nominalConcurrencyShares),
  ...percent(`${path}.lendablePercent`, lendablePercent),
];

function checkType({ type, limited, exempt }: PriorityLevelConfiguration['spec']): FieldError[] {
  if (type === 'Exempt') {
    return [...(limited ? [forbidden('spec.limited', 'must be nil if the type is not Limited')] : []), ...(exempt ? checkExempt('spec.exempt', exempt) : [])];
  }
  if (type !== 'Limited') return [notSupported('spec.type', type, ['Exempt', 'Limited'])];
  return [
    ...(exempt ? [forbidden('spec.exempt', 'must be nil if the type is Limited')] : []),
    ...(limited ? checkLimited('spec.limited', limited) : [required('spec.limited', 'must not be empty when type is Limited')]),
  ];
}

/** Two levels are the API server's own; of the exempt one everything but its shares. */
function checkFixed({ metadata: { name }, spec }: PriorityLevelConfiguration): FieldError[] {
  if (name !== 'exempt' && name !== 'catch-all') return [];
  const fixed = canonical(TYPE, builtInLevels[name]!);
  const { exempt: _, ...rest } = spec;
  const same = name === 'exempt' ? deepEqual({ ...rest, exempt: fixed.exempt }, fixed) : deepEqual(spec, fixed);
  return same ? [] : [invalid('spec', goValue(TYPE, spec), `spec of '${name}' ${name === 'exempt' ? "except the 'spec.exempt' field " : ''}must equal the fixed value`)];
}

const PRESERVED_ZERO = 'flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares';

const validate = (level: PriorityLevelConfiguration): readonly FieldError[] => [
  ...(Object.hasOwn(level.metadata.annotations ?? {}, PRESERVED_ZERO) ? [forbidden('metadata.annotations', `annotation '${PRESERVED_ZERO}' is forbidden`)] : []),
  ...((level.metadata.name === 'exempt') === (level.spec.type === 'Exempt') ? [] : [invalid('spec.type', level.spec.type, "must be 'Exempt' if and only if `name` is 'exempt'")]),
  ...checkType(level.spec),
  ...checkFixed(level),
];

/** Zeros cannot be told from what was left out. */
const defaultQueuing = ({ queues, handSize, queueLengthLimit }: Queuing): Queuing => ({
  queues: queues || 64,
  handSize: handSize || 8,
  queueLengthLimit: queueLengthLimit || 50,
});

function defaultLimited(level: LimitedLevel): LimitedLevel {
  const filled = fill(level, { nominalConcurrencyShares: 30, lendablePercent: 0 });
  return change(filled, { limitResponse: change(filled.limitResponse, { queuing: given(filled.limitResponse.queuing, defaultQueuing) }) });
}

/** Upstream: pkg/apis/flowcontrol/v1/defaults.go. */
function defaultLevel(object: PriorityLevelConfiguration): PriorityLevelConfiguration {
  const level = canonical('flowcontrol.v1.PriorityLevelConfiguration', object);
  return change(level, {
    spec: change(level.spec, {
      limited: given(level.spec.limited, defaultLimited),
      exempt: given(level.spec.exempt, (exempt) => fill(exempt, { nominalConcurrencyShares: 0, lendablePercent: 0 })),
    }),
  });
}

export const priorityLevelChecks: Checks<PriorityLevelConfiguration> = { applyDefaults: defaultLevel, prepareForCreate: emptyStatus({}), prepareForUpdate: keepOther, validate };
