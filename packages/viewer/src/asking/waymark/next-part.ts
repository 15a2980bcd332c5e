/** Header of an answer that is a part: the parameter `before` with which the same question goes on. Clients do not see it. */
export const NEXT_PART = 'waymark-next-part';
