import { describe, expect, it } from 'vitest';
import { TypedCluster } from '../../testing/typed-cluster.ts';

const DB = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 2
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers: [{name: c, image: 'busybox:1.36', command: [sh, -c, 'echo started >> /data/log; sleep 100000'], volumeMounts: [{name: data, mountPath: /data}]}]
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
`;
const claim = (name: string, modes: string) => `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: ${name}}
spec: {accessModes: [${modes}], resources: {requests: {storage: 1Gi}}}
---
apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  containers: [{name: c, image: 'busybox:1.36', command: [sleep, '100000']}]
  volumes: [{name: v, persistentVolumeClaim: {claimName: ${name}}}]
`;

function cluster(addons: readonly string[]): TypedCluster {
  const made = new TypedCluster({ addons }, { 'db.yaml': DB, 'many.yaml': claim('many', 'ReadWriteMany') });
  made.wait(20);
  return made;
}

describe('provisioner add-on', () => {
  it('makes a volume on the node of the pod, keeps its data, and deletes it with the claim', () => {
    const on = cluster(['provisioner']);
    expect(on.type('kubectl get sc --no-headers')).toMatch(/^standard \(default\) {3}rancher.io\/local-path {3}Delete {3}WaitForFirstConsumer/);
    on.type('kubectl apply -f db.yaml');
    on.wait(40);
    expect(on.type('kubectl get pods --no-headers -o custom-columns=N:.metadata.name,P:.status.phase')).toBe('db-0   Running\ndb-1   Running\n');
    const node = on.type('kubectl get pod db-0 -o jsonpath={.spec.nodeName}');
    const volume = on.type('kubectl get pvc data-db-0 -o jsonpath={.spec.volumeName}');
    expect(on.type(`kubectl get pv ${volume} -o jsonpath={.spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].values[0]}`)).toBe(node);
    const events = on.type('kubectl describe pvc data-db-0');
    expect(events).toContain('External provisioner is provisioning volume for claim "default/data-db-0"');
    expect(events).toContain(`Successfully provisioned volume ${volume}`);
    on.type('kubectl delete pod db-0');
    on.wait(20);
    expect(on.type('kubectl exec db-0 -- cat /data/log')).toBe('started\nstarted\n');
    expect(on.type('kubectl get pod db-0 -o jsonpath={.spec.nodeName}')).toBe(node);
    on.type('kubectl delete statefulset db');
    on.wait(40);
    on.type('kubectl delete pvc data-db-0');
    on.wait(10);
    expect(on.type('kubectl get pv --no-headers -o custom-columns=C:.spec.claimRef.name')).toBe('data-db-1\n');
  });

  it('refuses what a folder of a node cannot be', () => {
    const on = cluster(['provisioner']);
    on.type('kubectl apply -f many.yaml');
    on.wait(10);
    expect(on.type('kubectl describe pvc many')).toContain(
      'failed to provision volume with StorageClass "standard": NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes',
    );
  });

  it('lets claims wait while its pod does not run, and takes them up when it does', () => {
    const on = cluster(['provisioner']);
    on.type('kubectl scale deployment local-path-provisioner -n local-path-storage --replicas=0');
    on.wait(40);
    on.type('kubectl apply -f db.yaml');
    on.wait(20);
    expect(on.type('kubectl get pod db-0 --no-headers')).toContain('Pending');
    on.type('kubectl scale deployment local-path-provisioner -n local-path-storage --replicas=1');
    on.wait(20);
    expect(on.type('kubectl get pod db-0 --no-headers')).toContain('Running');
  });
});
