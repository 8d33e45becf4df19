import { describe, expect, it } from 'vitest';
import { createCluster, kindRegistry } from '../../cluster/cluster.ts';
import { FAULT_CATALOGUE } from '../../cluster/fault-catalogue.ts';
import { runToEnd } from '../../engine/drive.ts';
import { tutorialImages } from '../../kubelet/images/index.ts';
import { kubectl } from '../kubectl.ts';
import { Terminal } from '../terminal/terminal.ts';
import { kubetick } from './kubetick.ts';

/** A terminal on a cluster: gives what each line printed, and its exit code where it is not 0. */
function typing(): (line: string) => string {
  const cluster = createCluster({ images: tutorialImages });
  const terminal = new Terminal({ kubectl: (argv, io) => kubectl(argv, io, { kinds: kindRegistry.kinds }), programs: { kubetick } });
  return (line) => {
    let out = '';
    const keep = (text: string) => {
      out += text;
    };
    const ended = runToEnd(cluster, terminal.runLine(line, { stdout: keep, stderr: keep }), cluster.position.time + 120_000, line);
    return ended?.value === 0 ? out : `${out}[${ended?.value}]`;
  };
}

describe('kubetick traffic', () => {
  it('starts, tells and stops', () => {
    const type = typing();
    type('kubectl create deployment web --image=nginx:1.25 --replicas=2 && kubectl expose deployment web --port=80 && kubectl rollout status deployment/web');
    type('sleep 3');
    expect(type('kubetick traffic start svc/web --rate 10')).toBe('kubetick: asks svc/web 10 times a second\n');
    expect(type('kubetick traffic watch --for 3s')).toMatch(/^( {3}\d s +\d+ asked {2}\d+ by web-\w+ nginx:1.25\n){2,3}$/);
    expect(type('kubectl set image deployment/web nginx=nginx:1.27 > /dev/null; kubectl rollout status deployment/web > /dev/null; sleep 5; kubetick traffic status')).toMatch(
      /^web: svc\/web, 10 a second\n\d+ requests · .*\nANSWERED BY +IMAGE +REQUESTS\nweb-\w+ +nginx:1.25 +\d+\nweb-\w+ +nginx:1.27 +\d+\n/,
    );
    expect(type('kubetick traffic stop')).toBe('kubetick: svc/web is asked no more\n');
    expect(type('kubetick traffic status | head -1')).toMatch(/^web: svc\/web, 10 a second until it was stopped after \d+\.\d s\n$/);
    expect(type('kubetick traffic stop web --forget')).toBe('kubetick: svc/web is asked no more\n');
    expect(type('kubetick traffic status')).toBe('kubetick traffic: there is no traffic\n[1]');
  });

  it.each([
    ['kubetick nothing', 'kubetick: there is no command "nothing"; kubetick --help lists them\n[2]'],
    ['kubetick traffic', 'kubetick traffic: start, status, watch or stop?; kubetick traffic --help says how\n[2]'],
    ['kubetick traffic start', 'kubetick traffic: whom to ask? For example svc/web; kubetick traffic --help says how\n[2]'],
    ['kubetick traffic start svc/web --speed 3', 'kubetick traffic: unknown flag: --speed; kubetick traffic --help says how\n[2]'],
    ['kubetick traffic start svc/web --rate', 'kubetick traffic: flag needs an argument: --rate; kubetick traffic --help says how\n[2]'],
    ['kubetick traffic start svc/web --rate x', 'kubetick traffic: rate must be a number of requests a second, above 0 and at most 1000\n[1]'],
    ['kubetick traffic stop', 'kubetick traffic: no traffic runs\n[1]'],
    ['kubetick traffic stop none', 'kubetick traffic: there is no traffic named "none"\n[1]'],
    ['kubetick traffic watch', 'kubetick traffic: there is no traffic\n[1]'],
    ['kubetick traffic start a b c', 'kubetick traffic: "b" is one word too many; kubetick traffic --help says how\n[2]'],
  ])('%s', (line, text) => {
    expect(typing()(line)).toBe(text);
  });

  it('says that it is no command of a cluster', () => {
    expect(typing()('kubetick --help')).toContain('a real cluster has no such command');
    expect(typing()('kubetick traffic --help')).toContain('kubetick traffic start svc/web --rate 40');
  });
});

describe('kubetick fault', () => {
  it('breaks, lists and mends', () => {
    const type = typing();
    expect(type('kubetick fault')).toBe('kubetick: nothing is broken\n');
    expect(type('kubetick fault node-stop node/node-2')).toBe('kubetick: the kubelet of node-2 stops answering; its containers run on\n');
    expect(type('kubetick fault api-slow --seconds 1')).toBe('kubetick: the API server takes 1 s longer to answer, and to tell those who watch\n');
    expect(type('kubetick fault')).toBe(
      'the API server takes 1 s longer to answer, and to tell those who watch\n    kubetick mend api-fast\nthe kubelet of node-2 stops answering; its containers run on\n    kubetick mend node-start/node-2\n',
    );
    expect(type('sleep 60; kubectl get node node-2 --no-headers | cut -c1-20')).toMatch(/^node-2 +NotReady/);
    expect(type('kubetick mend node-start/node-2')).toBe('kubetick: the kubelet of node-2 answers again\n');
    expect(type('kubetick mend')).toBe('kubetick: the API server answers at its usual speed\n');
    expect(type('kubetick mend')).toBe('kubetick mend: nothing is broken\n[1]');
  });

  it.each([
    ['kubetick fault earthquake', 'kubetick fault: there is no fault "earthquake"; kubetick fault --help says how\n[2]'],
    ['kubetick fault node-stop', 'kubetick fault: which node?\n[1]'],
    ['kubetick fault scheduler-stop now', 'kubetick fault: "now" is one word too many; kubetick fault --help says how\n[2]'],
    ['kubetick fault crash-container pod/none -c x', 'kubetick fault: there is no pod "none" on a node in namespace default\n[1]'],
    ['kubetick mend x', 'kubetick mend: "x" is not broken\n[1]'],
  ])('%s', (line, text) => {
    expect(typing()(line)).toBe(text);
  });

  it('knows every fault of its list', () => {
    for (const { fault } of FAULT_CATALOGUE) expect(typing()(`kubetick fault ${fault} __no__`)).not.toContain('there is no fault');
  });
});

describe('kubetick addon and load', () => {
  it('switch DNS on, and give autoscalers something to see', () => {
    const type = typing();
    expect(type('kubetick addon')).toMatch(/^off {2}kube-system +.*\noff {2}metrics/);
    expect(type('kubetick addon on metrics')).toMatch(/^kubetick: The add-on .* is switched on: /);
    expect(type('kubetick addon | grep ^on')).toMatch(/^on {3}metrics +.*\n$/);
    type('kubectl create deployment web --image=nginx:1.25 && kubectl rollout status deployment/web');
    expect(type('kubetick load deploy/web --cpu 300m')).toBe('kubetick: Load on deployment default/web: 300m CPU, divided evenly among its ready pods.\n');
    expect(type('sleep 60; kubectl top pods --no-headers')).toMatch(/^web-\S+ +30\dm /);
    expect(type('kubetick load deploy/web')).toBe('kubetick: No load is put on deployment default/web any more.\n');
  });
  it.each([
    ['kubetick addon up', 'kubetick addon: on or off, not "up"; kubetick addon --help says how\n[2]'],
    ['kubetick addon on', 'kubetick addon: which? There are kube-system, metrics, provisioner, load-balancer, ingress; kubetick addon --help says how\n[2]'],
    ['kubetick addon on dns', 'kubetick addon: no add-on is named "dns"; there are kube-system, metrics, provisioner, load-balancer, ingress\n[1]'],
    ['kubetick addon off metrics', 'kubetick addon: the add-on metrics is off already\n[1]'],
    ['kubetick load', 'kubetick load: on whom? For example deployment/web; kubetick load --help says how\n[2]'],
    ['kubetick load deployment/none --cpu 1', 'kubetick load: there is no deployment "none" in namespace default\n[1]'],
  ])('%s', (line, text) => {
    expect(typing()(line)).toBe(text);
  });
});
