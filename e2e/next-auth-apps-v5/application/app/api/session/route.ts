import { auth } from '@/auth'
import { lazy } from '@/lazy-auth'

export async function GET(request: Request) {
  const isLazy = new URL(request.url).searchParams.has('lazy')
  const session = await (isLazy ? lazy.auth() : auth())
  return Response.json({ session })
}
