import { defineTree } from '../../disk/tree.js';
import { IMAGE_DISK } from '../../disk/noun.js';

export default defineTree(IMAGE_DISK);
