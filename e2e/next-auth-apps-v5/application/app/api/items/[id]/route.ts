import { auth } from '@/auth'

export const POST = auth(async (request, context) => {
  const { id } = (await context.params) as { id: string }
  const body: unknown = await request.json()
  return Response.json({ id, body, by: request.auth?.user.name ?? null }, { status: 201 })
})
