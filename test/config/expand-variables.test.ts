import assert from 'node:assert/strict';
import { expandVariables } from '../../src/config/expand-variables.js';
import { ConfigSandbox } from './config-sandbox.js';

describe('expandVariables', () => {
  const environment = { A: '1', LONG_NAME: 'two', NESTED: '$A', EMPTY: '', UNSET: undefined };

  const cases: readonly (readonly [text: string, expanded: string, ...unset: string[]])[] = [
    ['$A', '1'],
    ['x${A}y$LONG_NAME.z', 'x1ytwo.z'],
    ['$NESTED', '$A'],
    ['[$EMPTY]', '[]'],
    ['$$A $$$A', '$A $1'],
    ['5$ $ ${} ${-} $-', '5$ $ ${} ${-} $-'],
    ['$UNSET $toString $A', '$UNSET $toString 1', 'UNSET', 'toString'],
  ];
  for (const [text, expanded, ...unset] of cases) {
    it(`makes "${expanded}" of "${text}"`, () => {
      assert.deepEqual(expandVariables(text, environment), { text: expanded, unset });
    });
  }
});

describe('variables in config.json', () => {
  const sandbox = new ConfigSandbox();
  const env = { ops_render_config: 'true', SIZE: '10q', PASSWORD: 'a"b' };
  after(() => {
    sandbox.dispose();
  });

  it('are left alone unless ops_render_config is "true"', async () => {
    for (const flag of [undefined, '', '1']) {
      const { config } = await sandbox.loadText(
        { Env: { A: '$PASSWORD' } },
        { env: { ...env, ops_render_config: flag } },
      );
      assert.deepEqual(config, { Env: { A: '$PASSWORD' } });
    }
  });

  it('are replaced in values, not in keys, and change nothing else', async () => {
    const { config } = await sandbox.loadText({ Args: ['x', '$PASSWORD'], Env: { $SIZE: '${PASSWORD}' } }, { env });
    assert.deepEqual(config, { Args: ['x', 'a"b'], Env: { $SIZE: 'a"b' } });
  });

  it('are mistakes when they are not set, and never shown when they do not fit', async () => {
    assert.deepEqual(await sandbox.mistakes({ Args: ['$NONE'], BaseVolumeSz: '$SIZE' }, { env }), [
      '1:10 Args[0] $NONE is not set in the environment; a plain dollar sign is $$',
      '1:34 BaseVolumeSz the value is not a size such as 512, 56k, 500m or 10g',
    ]);
  });
});
