export { ByteCursor } from './byte-cursor.js';
export { tupleOf } from './plain-value.js';
export type { PlainTuple, PlainValue } from './plain-value.js';
export { TupleDecoder } from './tuple-decoder.js';
export { TupleEncoder } from './tuple-encoder.js';
export type { NumberForm } from './tuple-encoder.js';
export type { Encoding } from './value-header.js';
export { numberOf, PRESENT, symbolBytes, symbolOf, Tuple, Vector } from './value.js';
export type { SymbolName, Value } from './value.js';
