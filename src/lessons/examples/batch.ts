/** Work that ends. */
import type { Example } from './example.ts';

export const batch: readonly Example[] = [
  {
    id: 'job',
    title: 'A Job, three at a time',
    text: 'Nine pieces of work, never more than three pods at once; each pod gets the number of its piece.',
    files: {
      'job.yaml': `apiVersion: batch/v1
kind: Job
metadata:
  name: pieces
spec:
  completions: 9
  parallelism: 3
  completionMode: Indexed
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: worker
        image: busybox:1.36
        command: ["sh", "-c", "echo piece $JOB_COMPLETION_INDEX; sleep 3"]
`,
    },
    run: ['kubectl apply -f job.yaml', 'sleep 4', 'kubectl get pods -l job-name=pieces'],
    next: 'kubectl wait --for=condition=Complete job/pieces --timeout=120s',
  },
  {
    id: 'job-back-off',
    title: 'A Job that fails',
    text: 'Every pod fails; the next comes 10, then 20 seconds later, and after the back-off limit the Job gives up.',
    files: {
      'job.yaml': `apiVersion: batch/v1
kind: Job
metadata:
  name: doomed
spec:
  backoffLimit: 2
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: worker
        image: busybox:1.36
        command: ["sh", "-c", "echo cannot work; exit 1"]
`,
    },
    run: ['kubectl apply -f job.yaml', 'kubectl wait --for=condition=Failed job/doomed --timeout=120s', 'kubectl get pods -l job-name=doomed'],
    next: 'kubectl describe job doomed',
  },
  {
    id: 'cron-job',
    title: 'A CronJob',
    text: 'Every minute a Job, and the last three are kept. Play, and watch the clock run out.',
    files: {
      'cron.yaml': `apiVersion: batch/v1
kind: CronJob
metadata:
  name: report
spec:
  schedule: "* * * * *"
  concurrencyPolicy: Forbid
  successfulJobsHistoryLimit: 3
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: OnFailure
          containers:
          - name: report
            image: busybox:1.36
            command: ["sh", "-c", "date; echo all is well"]
`,
    },
    run: ['kubectl apply -f cron.yaml', 'sleep 150', 'kubectl get cronjob report'],
    next: 'kubectl get jobs',
  },
];
