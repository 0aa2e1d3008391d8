import { connection } from 'next/server'
import { probe } from '../../../probe'

/** What has happened since the last time. */
export async function GET() {
  await connection()
  const { reads, seen } = probe
  Object.assign(probe, { reads: 0, seen: [] })
  return Response.json({ reads, seen })
}
