import { expect, manifest, test } from './page.ts';

const bomb = `a: &a ["x","x","x","x","x","x","x","x","x"]
${'bcdefghij'
  .split('')
  .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[index]}`).join(',')}]`)
  .join('\n')}
`;

const cases: readonly (readonly [string, string, RegExp])[] = [
  ['a YAML bomb', bomb, /alias|excessive|nodes|Kind/i],
  ['tabs', 'apiVersion: v1\nkind: Pod\n\tmetadata:\n', /line 3.*tab|found character/i],
  ['an unknown kind', 'apiVersion: apps/v1\nkind: Deploymnt\nmetadata:\n  name: web\n', /no matches for kind "Deploymnt" in version "apps\/v1"/],
  ['a wrong type', manifest().replace('replicas: 4', 'replicas: many'), /cannot unmarshal string into Go struct field/],
  ['an unknown field', manifest().replace('replicas: 4', 'replica: 4'), /unknown field "spec\.replica"/],
  ['a selector that does not match', manifest().replace('      labels:\n        app: web', '      labels:\n        app: other'), /`selector` does not match template `labels`/],
];

for (const [name, text, message] of cases) {
  test(`${name}: an error at the line, and the page stays alive`, async ({ kubetick, page }) => {
    await kubetick.open();
    await kubetick.paste(text);
    await expect(page.getByTestId('problems')).toContainText(message);
    await expect(page.getByTestId('problems').getByRole('button').first()).toHaveText(/line \d+/);
    await page.getByRole('button', { name: /^Apply/ }).click();
    await kubetick.expectTerminal(/\$ kubectl apply -f web\.yaml\n.+/);
    await kubetick.paste(manifest());
    await page.keyboard.press('ControlOrMeta+Enter');
    await kubetick.expectTerminal('deployment.apps/web created');
  });
}

test('10 MB pasted: refused with a reason, what was there stays', async ({ kubetick, page }) => {
  await kubetick.open();
  await kubetick.paste(manifest());
  await expect(page.getByTestId('editor')).toContainText('replicas: 4');
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/plain', 'key: value # padding\n'.repeat(500_000));
    document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await expect(page.getByTestId('problems')).toContainText('a file holds up to 2 MB', { timeout: 60_000 });
  await expect(page.getByTestId('editor')).toContainText('replicas: 4');
  await page.getByRole('button', { name: /^Apply/ }).click();
  await kubetick.expectTerminal('deployment.apps/web created');
});

test('a link that is no story opens an empty page', async ({ kubetick, page }) => {
  await page.goto('./#s=%%%');
  await expect(page.getByRole('button', { name: /^step/ })).toBeEnabled({ timeout: 30_000 });
  await kubetick.open();
});
