// Makes src/config/generated/config.ts from config.schema.json. With --check it only says whether that is up to date.
import { compile } from 'json-schema-to-typescript';
import { generate } from './generated-file.mjs';

const TARGET = 'src/config/generated/config.ts';
const BANNER = '// Made from config.schema.json by .ci/generate-config-types.mjs. Do not edit.\n';

/** Only objects of ours become types with a name, which is their title; the titles of the rest are for editors. */
function forCompiler(schema) {
  const { title, properties, items, additionalProperties, ...rest } = schema;
  return {
    ...rest,
    ...(properties && { title, properties: mapValues(properties, forCompiler) }),
    ...(items && { items: forCompiler(items) }),
    additionalProperties:
      typeof additionalProperties === 'object' ? forCompiler(additionalProperties) : additionalProperties,
    // The compiler takes a property of any type for an object.
    ...(schema.type === undefined && { tsType: 'unknown' }),
  };
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

/** A configuration is never changed: `readonly` before every property, index and array. */
function makeReadonly(text) {
  return text
    .replace(/^( +)((?:[$\w]+|'[^']+')\??:|\[k: string\]:)/gm, '$1readonly $2')
    .replace(/^(?! +\*).*\[\].*$/gm, (line) => line.replace(/(\([^)]*\)|\w+)\[\]/g, 'readonly $1[]'));
}

await generate(TARGET, async (readText) => {
  const schema = forCompiler(JSON.parse(await readText('config.schema.json')));
  const types = await compile(schema, 'Config', {
    bannerComment: BANNER,
    additionalProperties: false,
    style: { singleQuote: true, printWidth: 120 },
  });
  return makeReadonly(types);
});
