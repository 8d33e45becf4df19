/** Probes and lifecycle hooks (upstream: validation.go validateProbe, validateHandler, validateLifecycle). */
import { forbidden, invalid, notSupported, required, type FieldError } from '../../meta/field-error.ts';
import { isHttpHeaderName } from '../../meta/names.ts';
import { validateNonnegative } from '../../meta/object-meta.ts';
import { each, portNumberOrName, requiredText } from '../checks.ts';
import type { ExecAction, HTTPGetAction, Lifecycle, LifecycleHandler, Probe } from './container-types.ts';

type Handler = LifecycleHandler & Pick<Probe, 'grpc'>;

const exec = (path: string, action: ExecAction): FieldError[] => ((action.command ?? []).length === 0 ? [required(`${path}.command`)] : []);

const httpGet = (path: string, action: HTTPGetAction): FieldError[] => [
  ...requiredText(`${path}.path`, action.path),
  ...portNumberOrName(`${path}.port`, action.port),
  ...(action.scheme === 'HTTP' || action.scheme === 'HTTPS' ? [] : [notSupported(`${path}.scheme`, action.scheme, ['HTTP', 'HTTPS'])]),
  ...(action.httpHeaders ?? []).flatMap((header) => each(`${path}.httpHeaders`, header.name, isHttpHeaderName(header.name))),
];

function sleep(path: string, seconds: number, gracePeriod: number | undefined): FieldError[] {
  if (gracePeriod === undefined || (seconds >= 0 && seconds <= gracePeriod)) return [];
  return [invalid(path, seconds, `must be non-negative and less than terminationGracePeriodSeconds (${gracePeriod})`)];
}

function validateHandler(path: string, handler: Handler, gracePeriod: number | undefined): FieldError[] {
  const errors: FieldError[] = [];
  let found = false;
  const one = (name: keyof Handler, check: (path: string) => FieldError[]): void => {
    if (handler[name] === undefined) return;
    const at = `${path}.${name}`;
    errors.push(...(found ? [forbidden(at, 'may not specify more than 1 handler type')] : check(at)));
    found = true;
  };
  one('exec', (at) => exec(at, handler.exec!));
  one('httpGet', (at) => httpGet(at, handler.httpGet!));
  one('tcpSocket', (at) => portNumberOrName(`${at}.port`, handler.tcpSocket!.port));
  one('grpc', (at) => portNumberOrName(`${at}.port`, handler.grpc!.port));
  one('sleep', (at) => sleep(at, handler.sleep!.seconds, gracePeriod));
  return found ? errors : [...errors, required(path, 'must specify a handler type')];
}

function validateProbe(path: string, probe: Probe): FieldError[] {
  const { terminationGracePeriodSeconds: grace } = probe;
  return [
    ...validateHandler(path, { exec: probe.exec, httpGet: probe.httpGet, tcpSocket: probe.tcpSocket, grpc: probe.grpc }, undefined),
    ...(['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'] as const).flatMap((name) =>
      validateNonnegative(probe[name], `${path}.${name}`),
    ),
    ...(grace !== undefined && grace <= 0 ? [invalid(`${path}.terminationGracePeriodSeconds`, grace, 'must be greater than 0')] : []),
  ];
}

interface Probed {
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly startupProbe?: Probe;
}

const once = (path: string, probe: Probe | undefined): FieldError[] =>
  !probe ? [] : [...validateProbe(path, probe), ...(probe.successThreshold === 1 ? [] : [invalid(`${path}.successThreshold`, probe.successThreshold, 'must be 1')])];

export function validateProbes(path: string, { livenessProbe, readinessProbe, startupProbe }: Probed): FieldError[] {
  const readiness = `${path}.readinessProbe`;
  const grace = readinessProbe?.terminationGracePeriodSeconds;
  return [
    ...once(`${path}.livenessProbe`, livenessProbe),
    ...(readinessProbe ? validateProbe(readiness, readinessProbe) : []),
    ...(grace === undefined ? [] : [invalid(`${readiness}.terminationGracePeriodSeconds`, grace, 'must not be set for readinessProbes')]),
    ...once(`${path}.startupProbe`, startupProbe),
  ];
}

export function validateLifecycle(path: string, lifecycle: Lifecycle | undefined, gracePeriod: number | undefined): FieldError[] {
  return [
    ...(lifecycle?.postStart ? validateHandler(`${path}.postStart`, lifecycle.postStart, gracePeriod) : []),
    ...(lifecycle?.preStop ? validateHandler(`${path}.preStop`, lifecycle.preStop, gracePeriod) : []),
  ];
}
