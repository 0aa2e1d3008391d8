import { headers } from 'next/headers'
import { probe } from '../../../probe'

/** What has happened since the last time. */
export async function GET() {
  // Made for each request, in every version.
  await headers()
  const { reads, seen } = probe
  Object.assign(probe, { reads: 0, seen: [] })
  return Response.json({ reads, seen })
}
