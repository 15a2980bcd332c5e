import { NextResponse } from 'next/server';

/** Runs before the items: Next handles such a request twice. */
export function proxy() {
  return NextResponse.next();
}

export const config = { matcher: '/items/:path*' };
