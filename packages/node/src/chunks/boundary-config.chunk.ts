/** Reads whom to trust and whom to tell, where one of their variables is set. */

export { readBoundaryLists } from '../config/boundary-lists.ts';
