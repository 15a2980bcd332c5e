export function GET() {
  throw new Error('out of stock');
}
