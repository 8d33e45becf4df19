import type { Task } from '../../engine/client.ts';
import type { DescribeSettings } from './describer.ts';
import { eventsOf, writeEvents } from './events.ts';
import { writeHead } from './metadata.ts';
import { description } from './prefix-writer.ts';
import { sortedKeys, type Wire } from './wire.ts';

/** upstream: ConfigMapDescriber */
export function* describeConfigMap(configMap: Wire, settings: DescribeSettings): Task<string> {
  const events = yield* eventsOf(configMap, settings);
  return description((w) => {
    writeHead(w, configMap);
    w.write(0, '\nData\n====\n');
    for (const key of sortedKeys(configMap.data)) w.write(0, `${key}:\n----\n${configMap.data[key]}\n\n`);
    w.write(0, '\nBinaryData\n====\n');
    for (const key of sortedKeys(configMap.binaryData)) w.write(0, `${key}: ${base64Length(configMap.binaryData[key])} bytes\n`);
    w.write(0, '\n');
    writeEvents(w, events);
  });
}

/** How many bytes a base64 text holds. */
export const base64Length = (text: string): number => Math.floor((text.replace(/=+$/, '').length * 3) / 4);
