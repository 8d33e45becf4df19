/** `kubectl kustomize`, and `-k`: the objects that a folder describes (upstream: kustomize api/krusty, api/internal/target). */
import { err, ok, type Result } from '../../base/result.ts';
import { toYaml } from '../../manifest/yaml/emitter.ts';
import type { Files } from '../io.ts';
import { COMMON_LABELS, ONLY_METADATA_LABELS, TEMPLATE_LABELS } from './field-specs.ts';
import { contentHash, generate, mergedOptions } from './generators.ts';
import { readKustomization, type Kustomization } from './kustomization.ts';
import { Loader } from './loader.ts';
import { fixNameReferences } from './name-references.ts';
import { readObjects } from './objects.ts';
import { prepareJsonPatch, preparePatch, prepareStrategicPatches } from './patches.ts';
import { applyReplacements, readReplacements } from './replacements.ts';
import { fieldsAt, ResourceList } from './resource-list.ts';
import type { Fields, IsClusterScoped } from './resource.ts';
import { addAnnotations, addLabels, addToNames, changeImages, inOutputOrder, setNamespace, setReplicas } from './transformers.ts';
import { trouble, Trouble, within } from './trouble.ts';

export interface KustomizeHost {
  readonly files: Files;
  /** The working folder, absolute. */
  readonly cwd: string;
  readonly isClusterScoped: IsClusterScoped;
  /** A line for standard error. */
  readonly warn: (line: string) => void;
}

export interface KustomizeOptions {
  readonly reorder?: string;
  readonly managedByLabel?: boolean;
}

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
/** Marks objects that are for the tool and not for the cluster. */
const LOCAL = 'config.kubernetes.io/local-config';
/** Bases within bases, at most. */
const DEEPEST = 64;

/** The objects that the kustomization in a folder comes to, in the order of printing; or kustomize's sentence on what is wrong. */
export function buildKustomization(path: string, host: KustomizeHost, options: KustomizeOptions = {}): Result<readonly Fields[], string> {
  try {
    const target = open(Loader.at(host.files, path, host.cwd), host);
    const list = accumulate(target, host, new ResourceList(), 0);
    for (const item of list.items) {
      if (!item.needsHash) continue;
      item.rememberId();
      item.name = `${item.name}-${contentHash(item)}`;
    }
    fixNameReferences(list);
    const { sortOptions, buildMetadata = [] } = target.kustomization;
    const kept = list.items.filter((item) => {
      const local = fieldsAt(item.object['metadata'], 'annotations')[LOCAL];
      return local === undefined || local === 'false';
    });
    list.items = inOutputOrder(kept, sortOptions ?? (options.reorder === 'none' ? { order: 'fifo' } : undefined));
    if (options.managedByLabel || buildMetadata.includes('managedByLabel')) addLabels(list, { 'app.kubernetes.io/managed-by': 'kustomize-v5.7.1' }, [ONLY_METADATA_LABELS]);
    return ok(list.items.map(({ object }) => object));
  } catch (error) {
    if (error instanceof Trouble) return err(error.message);
    throw error;
  }
}

/** As `kubectl kustomize` prints them. */
export const kustomizedText = (objects: readonly Fields[]): string => objects.map((object) => toYaml(object)).join('---\n');

interface Target {
  readonly loader: Loader;
  readonly kustomization: Kustomization;
}

function open(loader: Loader, host: KustomizeHost): Target {
  const found = NAMES.filter((name) => loader.has(name));
  if (found.length > 1) return trouble(`Found multiple kustomization files under: ${loader.root}\n`);
  if (found.length === 0)
    return trouble(
      `unable to find one of ${NAMES.slice(0, -1)
        .map((name) => `'${name}'`)
        .join(', ')} or '${NAMES.at(-1)}' in directory '${loader.root}'`,
    );
  return { loader, kustomization: readKustomization(loader.text(found[0]!), loader.root, host.warn) };
}

/** Adds to `list` what a target's files, bases, generators and components are, and does to all of it what the target says. */
function accumulate(target: Target, host: KustomizeHost, list: ResourceList, depth: number): ResourceList {
  const { loader, kustomization } = target;
  if (depth > DEEPEST) trouble(`more than ${DEEPEST} kustomizations lie within one another`);
  within('accumulating resources', () => {
    for (const path of kustomization.resources ?? []) accumulateResource(path, target, host, list, depth);
  });
  const { secretGenerator = [], configMapGenerator = [], generatorOptions } = kustomization;
  for (const args of configMapGenerator) absorb(list, generate('ConfigMap', loader, args, mergedOptions(args.options, generatorOptions), host.isClusterScoped));
  for (const args of secretGenerator) absorb(list, generate('Secret', loader, args, mergedOptions(args.options, generatorOptions), host.isClusterScoped));
  within('accumulating components', () => {
    for (const path of kustomization.components ?? []) accumulateComponent(path, target, host, list, depth);
  });
  transform(target, host, list);
  return list;
}

const absorb = (list: ResourceList, made: Parameters<ResourceList['absorb']>[0]): void =>
  within('merging from generator', () => {
    list.absorb(made);
  });

/** A resource is a file, or else a folder with a kustomization of its own. */
function accumulateResource(path: string, { loader }: Target, host: KustomizeHost, list: ResourceList, depth: number): void {
  let asFile: Trouble;
  try {
    const objects = within(`accumulating resources from '${path}'`, () => readObjects(loader.text(path), host.isClusterScoped, path));
    within(`merging resources from '${path}'`, () => {
      for (const object of objects) list.append(object);
    });
    return;
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    asFile = error;
  }
  let inner: Loader;
  try {
    inner = loader.enter(path);
  } catch (error) {
    if (!(error instanceof Trouble) || asFile.message.includes('MalformedYAMLError')) throw asFile;
    return trouble(`accumulation err='${asFile.message}': ${error.message}`);
  }
  within(`accumulation err='${asFile.message}'`, () => {
    const base = within(`couldn't make target for path '${inner.root}'`, () => open(inner, host));
    if (base.kustomization.kind === 'Component') trouble(`expected kind != 'Component' for path '${inner.root}'`);
    const made = within(`recursed accumulation of path '${inner.root}'`, () => accumulate(base, host, new ResourceList(), depth + 1));
    within(`recursed merging from path '${inner.root}'`, () => {
      for (const object of made.items) list.append(object);
    });
  });
}

function accumulateComponent(path: string, { loader }: Target, host: KustomizeHost, list: ResourceList, depth: number): void {
  const quoted = <T>(prefix: string, work: () => T): T => {
    try {
      return work();
    } catch (error) {
      return error instanceof Trouble ? trouble(`${prefix} ${JSON.stringify(error.message)}`) : trouble(String(error));
    }
  };
  const inner = quoted('loader.New', () => loader.enter(path));
  quoted('accumulateDirectory:', () => {
    const component = within(`couldn't make target for path '${inner.root}'`, () => open(inner, host));
    const { kind } = component.kustomization;
    if (kind !== 'Component') trouble(`expected kind 'Component' for path '${inner.root}' but got '${kind}'`);
    within(`recursed accumulation of path '${inner.root}'`, () => accumulate(component, host, list, depth + 1));
  });
}

/** Everything is read before anything is changed. */
function transform({ loader, kustomization }: Target, host: KustomizeHost, list: ResourceList): void {
  const { patchesStrategicMerge = [], patches = [], patchesJson6902 = [], namespace, namePrefix = '', nameSuffix = '', commonAnnotations = {} } = kustomization;
  const strategic = patchesStrategicMerge.length > 0 ? [prepareStrategicPatches(patchesStrategicMerge, loader, host.isClusterScoped)] : [];
  const either = patches.map((patch) => preparePatch(patch, loader, host.isClusterScoped));
  const json = patchesJson6902.map((patch) => prepareJsonPatch(patch, loader));
  const replacements = readReplacements(kustomization.replacements ?? [], loader);
  for (const apply of [...strategic, ...either]) apply(list);
  if (namespace) setNamespace(list, namespace);
  if (namePrefix !== '') addToNames(list, namePrefix, '');
  if (nameSuffix !== '') addToNames(list, '', nameSuffix);
  for (const { pairs = {}, includeSelectors, includeTemplates, fields = [] } of kustomization.labels ?? [])
    addLabels(list, pairs, [...fields, ...(includeSelectors ? COMMON_LABELS : [...(includeTemplates ? TEMPLATE_LABELS : []), ONLY_METADATA_LABELS])]);
  addLabels(list, kustomization.commonLabels ?? {}, COMMON_LABELS);
  addAnnotations(list, commonAnnotations);
  for (const apply of json) apply(list);
  for (const { name = '', count = 0 } of kustomization.replicas ?? []) setReplicas(list, name, count);
  for (const change of kustomization.images ?? []) changeImages(list, change);
  applyReplacements(list, replacements);
}
