export function GET() {
  return Response.json({ secret: 42 })
}
