import { notes } from '@/notes'

export const dynamic = 'force-dynamic'

export function GET() {
  return Response.json(notes)
}

export function DELETE() {
  notes.length = 0
  return Response.json(notes)
}
