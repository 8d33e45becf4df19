import { describe, expect, it } from 'vitest';
import type { FromWorker } from './protocol.ts';
import { booted } from './testing.ts';

const page = `apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers:
  - name: c
    image: busybox:1.36
    command: [sh, -c, "mkdir /w; echo '<script>alert(1)</script>' > /w/index.html; httpd -f -p 80 -h /w"]
    ports: [{containerPort: 80}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 8080, targetPort: 80}]}
`;

describe('port-forward in the page', () => {
  it('opens ports that the page asks until the command is interrupted', async () => {
    const at = await booted();
    await at.run('kubectl apply -f p.yaml', { 'p.yaml': page });
    await at.call('settle');
    const ports = () => at.messages.findLast((message): message is Extract<FromWorker, { kind: 'ports' }> => message.kind === 'ports')?.ports;
    void at.call('run', { run: 7, line: 'kubectl port-forward svc/web 9000:8080 9001:8080', files: {} });
    await expect.poll(ports).toMatchObject([
      { pod: 'web', local: 9000, remote: 80 },
      { pod: 'web', local: 9001, remote: 80 },
    ]);
    expect(at.state.output).toContain('Forwarding from 127.0.0.1:9000 -> 80\n');
    const port = ports()![0]!.id;
    expect(await at.call('visit', { port, path: '/' })).toMatchObject({ result: 'answer', status: 200, body: '<script>alert(1)</script>\n' });
    expect(await at.call('visit', { port, path: '/nope' })).toMatchObject({ result: 'answer', status: 404 });
    expect(await at.call('visit', { port, path: 'no path' })).toMatchObject({ result: 'lost', message: expect.stringContaining('a path begins with /') });
    expect(at.state.output.match(/Handling connection for 9000/g)).toHaveLength(3);
    await at.call('interrupt', { run: 7 });
    expect(ports()).toEqual([]);
    expect(await at.call('visit', { port, path: '/' })).toMatchObject({ result: 'lost', message: 'The port is not forwarded any more.' });
  });

  it('says where nothing listens, and ends', async () => {
    const at = await booted();
    await at.run('kubectl apply -f p.yaml', { 'p.yaml': page });
    await at.call('settle');
    void at.call('run', { run: 8, line: 'kubectl port-forward pod/web 5000', files: {} });
    const ports = () => at.messages.findLast((message): message is Extract<FromWorker, { kind: 'ports' }> => message.kind === 'ports')?.ports;
    await expect.poll(ports).toHaveLength(1);
    expect(await at.call('visit', { port: ports()![0]!.id, path: '/' })).toEqual({ result: 'refused' });
    await expect.poll(ports).toEqual([]);
    expect(at.state.output).toMatch(
      /E\d{4} .*portforward\.go:424\] "Unhandled Error" err="an error occurred forwarding 5000 -> 5000: error forwarding port 5000 to pod [0-9a-f]{64}, uid : /,
    );
    expect(at.state.output).toContain('IPv4: dial tcp4 127.0.0.1:5000: connect: connection refused');
    expect(at.state.output).toContain('error: lost connection to pod');
  });
});
