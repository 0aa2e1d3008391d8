import { decode, encode, getToken, type JWT } from 'next-auth/jwt'

const secret = process.env.AUTH_SECRET ?? ''
const salt = 'authjs.session-token'

export async function GET(request: Request) {
  const raw = await getToken({ req: request, secret, raw: true })
  const token: JWT | null = await getToken({ req: request, secret })
  return Response.json({
    raw,
    token,
    decoded: raw ? await decode({ token: raw, secret, salt }) : null,
  })
}

/** A cookie for whoever is named, as a test of the application's own would make it. */
export async function POST(request: Request) {
  const token = (await request.json()) as JWT
  return Response.json({ name: salt, value: await encode({ token, secret, salt, maxAge: 600 }) })
}
