/** What a rollout does when all is well, and when it is not. */
import type { Example } from './example.ts';
import { webDeployment } from './web-deployment.ts';

export const rollouts: readonly Example[] = [
  {
    id: 'healthy-rollout',
    title: 'A healthy rollout',
    text: 'Four pods go from nginx 1.21 to 1.25, never fewer than three available and never more than five at once.',
    files: { 'web.yaml': webDeployment({ image: 'nginx:1.21' }) },
    run: ['kubectl apply -f web.yaml', 'kubectl rollout status deployment/web'],
    next: 'kubectl set image deployment/web nginx=nginx:1.25',
  },
  {
    id: 'bad-image',
    title: 'A bad image, and undo',
    text: 'An image that does not exist: the rollout hangs, the old pods stay, and undo brings the revision back.',
    files: { 'web.yaml': webDeployment() },
    run: [
      'kubectl apply -f web.yaml',
      'kubectl rollout status deployment/web',
      'kubectl set image deployment/web nginx=no/such:image',
      'kubectl rollout status deployment/web --timeout=12s',
    ],
    next: 'kubectl rollout undo deployment/web',
  },
  {
    id: 'recreate',
    title: 'Recreate',
    text: 'All old pods go before the first new one comes: for what must not run twice, at the price of a gap.',
    files: { 'web.yaml': webDeployment({ replicas: 3, spec: '  strategy:\n    type: Recreate\n' }) },
    run: ['kubectl apply -f web.yaml', 'kubectl rollout status deployment/web'],
    next: 'kubectl set image deployment/web nginx=nginx:1.21',
  },
  {
    id: 'never-ready',
    title: 'A version that is never ready',
    text: 'The new pods run, but their readiness probe fails: after its progress deadline the Deployment says so, and the old pods go on serving.',
    files: {
      'web.yaml': webDeployment({
        spec: '  progressDeadlineSeconds: 60\n',
        container: '        readinessProbe:\n          httpGet:\n            path: /\n            port: 80\n          periodSeconds: 5\n',
      }),
    },
    run: ['kubectl apply -f web.yaml', 'kubectl rollout status deployment/web'],
    next: `kubectl patch deployment web --type=json -p '[{"op":"replace","path":"/spec/template/spec/containers/0/readinessProbe/httpGet/path","value":"/nothing-here"}]'`,
  },
  {
    id: 'pause-and-resume',
    title: 'Pause and resume',
    text: 'Changes gather while the rollout is paused, and go out as one revision when it is resumed.',
    files: { 'web.yaml': webDeployment({ image: 'nginx:1.21' }) },
    run: [
      'kubectl apply -f web.yaml',
      'kubectl rollout status deployment/web',
      'kubectl rollout pause deployment/web',
      'kubectl set image deployment/web nginx=nginx:1.25',
      'kubectl set env deployment/web COLOUR=blue',
    ],
    next: 'kubectl rollout resume deployment/web',
  },
  {
    id: 'scale-in-mid-rollout',
    title: 'Scale in mid-rollout',
    text: 'Ten pods, half way to a new version that does not come up: scaled to fifteen, both ReplicaSets grow in proportion.',
    files: { 'web.yaml': webDeployment({ replicas: 10, spec: '  strategy:\n    rollingUpdate:\n      maxSurge: 3\n      maxUnavailable: 2\n' }) },
    run: [
      'kubectl apply -f web.yaml',
      'kubectl rollout status deployment/web',
      'kubectl set image deployment/web nginx=no/such:image',
      'kubectl rollout status deployment/web --timeout=5s',
    ],
    next: 'kubectl scale deployment/web --replicas=15',
  },
];
