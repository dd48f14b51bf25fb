export { checkTfs } from './check.js';
