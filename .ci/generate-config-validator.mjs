// Makes src/config/generated/validate.ts from config.schema.json, so that checking a file does not have to load and run
// a schema compiler first. With --check it only says whether that is up to date.
import { _, Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import { generate } from './generated-file.mjs';

const HEADER = `// @ts-nocheck
// Made from config.schema.json by .ci/generate-config-validator.mjs. Do not edit.
import { FORMATS } from '../formats.js';
import type { Validate } from '../schema-error.js';
`;
const OUR_KEYWORDS = ['x-supported', 'x-secret', 'x-expected'];
const FOR_READERS = ['title', 'description', 'examples', 'default', '$schema'];

function compile(text) {
  const formats = [...text.matchAll(/"format": "([^"]+)"/g)].map(([, name]) => [name, () => true]);
  const ajv = new Ajv2020({
    allErrors: true,
    allowUnionTypes: true,
    verbose: true,
    messages: false,
    formats: Object.fromEntries(formats),
    code: { source: true, esm: true, lines: true, formats: _`FORMATS` },
  });
  ajv.addVocabulary(OUR_KEYWORDS);
  return standalone.default(ajv, ajv.compile(withoutWords(JSON.parse(text))));
}

/** What the messages need of the schema is part of the code; what only people read is left out. */
function withoutWords(schema) {
  const { properties, items, additionalProperties, ...rest } = schema;
  const entries = Object.entries(rest).filter(([key]) => !FOR_READERS.includes(key));
  return {
    ...Object.fromEntries(entries),
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, withoutWords(value)])),
    }),
    ...(items && { items: withoutWords(items) }),
    ...(additionalProperties !== undefined && {
      additionalProperties:
        typeof additionalProperties === 'object' ? withoutWords(additionalProperties) : additionalProperties,
    }),
  };
}

await generate('src/config/generated/validate.ts', async (readText) => {
  const code = compile(await readText('config.schema.json'));
  if (code.includes('require(')) throw new Error('the validator needs something of ajv at run time: see HEADER');
  return (
    HEADER +
    code.replace(
      /^"use strict";\s*export const validate = (\w+);\s*export default \w+;/,
      'export const validate = $1 as Validate;\n',
    )
  );
});
