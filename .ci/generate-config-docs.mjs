// Makes the reference in docs/config.md from config.schema.json. With --check it only says whether that is up to date.
import { generate, replaceMadePart } from './generated-file.mjs';

const SOURCE = 'made from config.schema.json by .ci/generate-config-docs.mjs';

/** Objects of ours, each under its path, the outermost first. */
function findObjects(schema, path) {
  const nested = Object.entries(schema.properties).flatMap(([key, property]) => {
    const name = path === '' ? key : `${path}.${key}`;
    if (property.properties) return findObjects(property, name);
    return property.items?.properties ? findObjects(property.items, `${name}[]`) : [];
  });
  return [{ path, schema }, ...nested];
}

function renderObject({ path, schema }) {
  const rows = Object.entries(schema.properties).map(([key, property]) => renderRow(key, property));
  return [
    `### ${path === '' ? 'Top level' : path}`,
    '',
    schema.description,
    '',
    '| property | type | default | effect | what it says |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function renderRow(key, property) {
  const cells = [code(key), typeOf(property), defaultOf(property), effectOf(property), describe(property)];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function typeOf(property) {
  if (property.enum) return property.enum.map(code).join(' or ');
  if (property.type === undefined) return 'any';
  if (property.type === 'array') return `list of ${typeOf(property.items)}`;
  if (property.type === 'object' && !property.properties) return `map to ${typeOf(property.additionalProperties)}`;
  if (Array.isArray(property.type) && property.type.includes('array')) return 'string or list of string';
  return property.format === 'size' ? 'size' : [property.type].flat().join(' or ');
}

function defaultOf(property) {
  return property.default === undefined ? '' : code(JSON.stringify(property.default));
}

function effectOf(property) {
  if (property.properties ?? property.items?.properties) return 'see below';
  if (property['x-supported'] === 'nanos') return 'with the guest nanos';
  return property['x-supported'] ? 'yes' : 'accepted, no effect yet';
}

function describe(property) {
  const examples = (property.examples ?? []).map((example) => code(JSON.stringify(example)));
  return examples.length === 0 ? property.description : `${property.description} Such as ${examples.join(', ')}.`;
}

function code(text) {
  return `\`${text}\``;
}

await generate('docs/config.md', async (readText) => {
  const schema = JSON.parse(await readText('config.schema.json'));
  const page = await readText('docs/config.md');
  const reference = findObjects(schema, '').map(renderObject).join('\n');
  return replaceMadePart(page, SOURCE, reference.trimEnd());
});
