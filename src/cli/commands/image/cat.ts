import { defineCat } from '../../disk/cat.js';
import { IMAGE_DISK } from '../../disk/noun.js';

export default defineCat(IMAGE_DISK);
