import { defineLs } from '../../disk/ls.js';
import { IMAGE_DISK } from '../../disk/noun.js';

export default defineLs(IMAGE_DISK);
