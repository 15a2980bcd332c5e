/** What is told of an exception that nobody caught: loads with the first. */

export { LastWords } from '../ending/last-words.ts';
