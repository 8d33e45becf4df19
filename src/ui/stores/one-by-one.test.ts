import { expect, it } from 'vitest';
import { oneByOne } from './one-by-one.ts';

it('asks once more for all who asked while a question was under way, and not before it is answered', async () => {
  const answers: (() => void)[] = [];
  const ask = oneByOne(() => new Promise((resolve) => answers.push(resolve)));
  for (let times = 0; times < 5; times += 1) ask();
  expect(answers).toHaveLength(1);
  answers[0]!();
  await expect.poll(() => answers.length).toBe(2);
  answers[1]!();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(answers).toHaveLength(2);
  ask();
  expect(answers).toHaveLength(3);
});
