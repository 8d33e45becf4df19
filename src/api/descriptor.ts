/**
 * What the rest of the program knows of a kind. A kind is a folder under `kinds/` that exports one descriptor, and one line in
 * `kinds/registry.ts`; the store, admission, kubectl, the editor and the server read the descriptor and import no kind.
 */
import type { Result } from '../base/result.ts';
import type { FieldError } from './meta/field-error.ts';
import type { Status } from './meta/status.ts';
import type { KubeObject, Unchecked } from './meta/types.ts';
import type { Schema } from './schema/schema.ts';

/** What a write needs to know besides the object: given by the store, so that strategies stay pure. */
export interface StrategyContext {
  /** Virtual time as RFC 3339 with whole seconds. */
  readonly timestamp: string;
  /** The object that `name` of `resourceKey` in `namespace` names; for rules that look at others (IP and port allocation). */
  readonly list: (resourceKey: string, namespace?: string) => readonly KubeObject[];
  /** A number in [0, 1) from the state's own generator. */
  readonly random: () => number;
  /** Nothing will be stored, so nothing is allocated either. */
  readonly dryRun?: boolean;
}

/** A column of `kubectl get`: upstream `pkg/printers/internalversion/printers.go`. */
export interface TableColumn<T extends KubeObject = KubeObject> {
  readonly name: string;
  /** 0 is always shown, 1 only with `-o wide`. */
  readonly priority: 0 | 1;
  /** `now` is virtual time in milliseconds since the epoch, for ages. Numbers are printed as they are. */
  readonly cell: (object: T, now: number) => string | number;
}

export interface ScaleAccess<T extends KubeObject = KubeObject> {
  readonly get: (object: T) => { readonly spec: number; readonly status: number; /** A label selector in string form. */ readonly selector: string };
  readonly set: (object: T, replicas: number) => T;
}

/** What `delete` does to an object before it is gone. */
export type GracefulDeletion<T extends KubeObject = KubeObject> = (
  object: T,
  /** `undefined` where the request named none. */
  gracePeriodSeconds: number | undefined,
) => /** Seconds; 0 removes at once. */ number;

/** What the answer to a question may look at. */
export interface AnswerContext {
  /** Virtual time, milliseconds since the epoch. */
  readonly now: number;
  readonly timestamp: string;
  readonly get: (resourceKey: string, namespace: string | undefined, name: string) => KubeObject | undefined;
}

/** A cluster-scoped object that another one brings along. */
export interface Companion {
  readonly resource: string;
  readonly object: Omit<KubeObject, 'metadata'> & { readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> } };
}

export interface KindDescriptor<T extends KubeObject = KubeObject> {
  readonly group: string;
  /** The version that is stored, and that objects have inside the simulation. */
  readonly version: string;
  /** Other served versions, with their conversions, where there are any (autoscaling/v1, events.k8s.io/v1). */
  readonly otherVersions?: readonly {
    readonly group: string;
    readonly version: string;
    readonly toStored: (object: Unchecked) => Unchecked;
    readonly fromStored: (object: T) => Unchecked;
    /** The version's own columns, where it has others than the stored one. */
    readonly columns?: readonly TableColumn<T>[];
    /** The version's own schema, where it is none of the published ones. */
    readonly structure?: Schema;
    /** A warning that every request in this version gets. */
    readonly deprecation?: string;
    /** The names that `--field-selector` knows in this version, each with the stored version's; without it: those of the stored one. */
    readonly selectableFields?: Readonly<Record<string, string>>;
  }[];
  readonly kind: string;
  /** Lower-case plural: `replicasets`. */
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories?: readonly string[];
  readonly namespaced: boolean;
  readonly verbs?: readonly string[];
  readonly hasStatus: boolean;
  /** A warning that every request about the kind gets. */
  readonly deprecation?: string;
  readonly scale?: ScaleAccess<T>;
  /** The key into the schemas (`io.k8s.api.apps.v1.Deployment`) for decoding, strategic merge and the editor. */
  readonly schema: string;
  /** The schema itself, where it is none of the published ones (custom kinds): server-side apply merges by it. */
  readonly structure?: Schema;
  /** Paths of the fields of an object as sent that the kind does not know, where no published schema says it (custom kinds); defaulting takes them out. */
  readonly unknownFields?: (object: Unchecked) => readonly string[];

  /** Who writes the status, in `managedFields`; default: the controller manager. */
  readonly statusWriter?: string | ((object: T) => string);
  /** Fields that the server fills in without anybody being recorded for them, as paths of `managedFields` (`f:spec`, `f:nodeName`); `*` ends a prefix. */
  readonly unrecorded?: readonly (readonly string[])[] | ((object: T) => readonly (readonly string[])[]);

  /** Fills what the client left out, as the API server's `SetObjectDefaults_…` does. Runs on every read of a body, before admission. */
  readonly applyDefaults: (object: T) => T;
  /** Clears what a client may not set on create (status) and sets what the server does. */
  readonly prepareForCreate?: (object: T, context: StrategyContext) => T;
  /** Defaults that look at what the strategy has set: upstream has them when it reads what it stored, so that a new object is validated without them. */
  readonly completeStored?: (object: T) => T;
  /** Puts back what a client may not change on update (status; for `subresource` "status": the spec). */
  readonly prepareForUpdate?: (object: T, old: T, subresource: '' | 'status', context: StrategyContext) => T;
  /** The same for its subresource `finalize`, where it has one: clients may replace the finalizers in its spec. */
  readonly prepareForFinalize?: (object: T, old: T) => T;
  /** How the server shows what is stored to those who ask for it; watches show it as it is stored. */
  readonly asRead?: (object: T) => T;
  /** Whether this update makes a new `metadata.generation`; default: any change outside metadata and status. `false`: the kind has no generation. */
  readonly generation?: false | ((object: T, old: T) => boolean);
  /** All errors in the API server's order, not only the first. `old` is there on updates: some rules hold for new objects only. */
  readonly validate: (object: T, old?: T) => readonly FieldError[];
  /** On top of `validate`, for updates: immutable fields and the like. */
  readonly validateUpdate?: (object: T, old: T, subresource: '' | 'status') => readonly FieldError[];
  /** Whether the errors of `validateUpdate` come before those of `validate`; most kinds have it the other way round. */
  readonly updateErrorsFirst?: true;
  /** Errors that need other objects (a taken nodePort). The server looks for these first, and answers with them alone. */
  readonly validateAgainst?: (object: T, old: T | undefined, context: StrategyContext) => readonly FieldError[];
  /** `Warning:` headers for an accepted write. */
  readonly warnings?: (object: T, old: T | undefined) => readonly string[];
  /** How a name is checked: default RFC 1123 subdomain. */
  readonly validateName?: (name: string) => readonly string[];
  /** A `generateName` is taken for the name as it stands, nothing is appended. */
  readonly nameIsStem?: true;
  /** Its finalizers need no domain (`example.com/hold`), as those of most kinds do. */
  readonly plainFinalizers?: true;
  /** What the server keeps beside an object: made, and taken away, in the same request (upstream: the Service registry's allocator of addresses). */
  readonly companions?: (object: T) => readonly Companion[];
  /** The kind is a question: a create is answered with the object that this gives, nothing is stored, and no other verb is served. */
  readonly answer?: (object: T, context: AnswerContext) => Result<T, Status>;
  readonly gracefulDeletion?: GracefulDeletion<T>;
  /** Marks an object whose deletion has begun (a namespace turns Terminating). */
  readonly markDeleted?: (object: T) => T;
  /** Keeps a deleted object although no finalizer in its metadata does (a namespace's `spec.finalizers`). */
  readonly heldBy?: (object: T) => readonly string[];
  /** Fields that `--field-selector` knows besides metadata.name and metadata.namespace. */
  readonly selectableFields?: (object: T) => Readonly<Record<string, string>>;
  /** What the server says of another field, where it has words of its own for it. */
  readonly unselectableField?: (field: string) => string;
  /** What the NAME column prints where that is not just the name (`standard (default)`); `false`: the columns below are all there are (Event). */
  readonly nameCell?: false | ((object: T) => string);
  /** The order of a table's rows, where that is not the order of names. */
  readonly compareRows?: (a: T, b: T) => number;
  /** Columns after NAME and before the labels, AGE included. */
  readonly columns: readonly TableColumn<T>[];
}
